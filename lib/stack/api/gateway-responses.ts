import { envelope } from '../../../lambda/contract/envelope.ts';
import { FAILURES, type Failure } from '../../../lambda/contract/failures.ts';
import { REQUEST_ID_HEADER } from '../../../lambda/contract/fields.ts';

/** A response that API Gateway returns without calling a function of this project. */
export interface GatewayResponseData {
  /** `null` leaves API Gateway's own status. */
  readonly statusCode: number | null;
  /**
   * Headers by name. Values are in API Gateway's mapping form, ready for `gatewayresponse.header.NAME`: a literal is
   * in single quotes (`'Bearer'`), a variable is not (`context.requestId`).
   */
  readonly headers: Readonly<Record<string, string>>;
  /** The body for `application/json`; API Gateway sends that template's name as content type. */
  readonly body: string;
}

/**
 * Returns the gateway responses of the API: status, headers and body by API Gateway's response type (ACCESS_DENIED, THROTTLED,
 * …). They come from the table of failures, so that a rejection by the gateway reads like one by the compare function.
 *
 * REQUEST_TOO_LARGE is among them although AWS documents that its response cannot be changed. A response of 413 may
 * therefore have AWS's own text.
 *
 * @param requestIdHeader whether they have the header `x-request-id`. AWS documents its value, a context variable, only for
 *   integrations, not for gateway responses
 *
 * Types: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function gatewayResponses(requestIdHeader = true): Record<string, GatewayResponseData> {
  const responses: Record<string, GatewayResponseData> = {
    // A code set on a default applies to every type without its own. The contract has several 4xx, so these types keep their
    // codes and the body has the nearest message. It has one 5xx, which also replaces the 502 of a crashed function.
    DEFAULT_4XX: response(FAILURES.invalidRequest, null, requestIdHeader),
    DEFAULT_5XX: response(FAILURES.unexpected, FAILURES.unexpected.statusCode, requestIdHeader),
  };
  for (const failure of Object.values<Failure>(FAILURES)) {
    for (const type of failure.gatewayResponses) {
      responses[type] = response(failure, failure.statusCode, requestIdHeader);
    }
  }
  return responses;
}

function response(failure: Failure, statusCode: number | null, requestIdHeader: boolean): GatewayResponseData {
  const headers: Record<string, string> = requestIdHeader ? { [REQUEST_ID_HEADER]: 'context.requestId' } : {};
  for (const [name, value] of Object.entries(failure.headers)) headers[name] = `'${value}'`;
  return { statusCode, headers, body: JSON.stringify(envelope(failure.statusCode, [failure.message], null)) };
}
