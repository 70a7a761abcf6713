import { envelope } from '../../../lambda/contract/envelope.ts';
import { FAILURES, type Failure } from '../../../lambda/contract/failures.ts';
import { REQUEST_ID_HEADER } from '../../../lambda/contract/fields.ts';

/** What API Gateway answers by itself, without a function of this project. */
export interface GatewayResponseData {
  /** `null` leaves API Gateway's own status. */
  readonly statusCode: number | null;
  /**
   * By header name. Values are in API Gateway's mapping form, ready for `gatewayresponse.header.NAME`: a literal
   * stands in single quotes (`'Bearer'`), a variable does not (`context.requestId`).
   */
  readonly headers: Readonly<Record<string, string>>;
  /** The body for `application/json`; API Gateway sends that template's name as content type. */
  readonly body: string;
}

/**
 * The gateway responses of the API: API Gateway's response type (ACCESS_DENIED, THROTTLED, …) to status, headers and
 * body. Made from the table of failures, so that a refusal by the gateway reads like one by the compare function.
 *
 * REQUEST_TOO_LARGE is among them although AWS documents that its response cannot be changed; a response of 413 may
 * therefore carry AWS's own text.
 *
 * @param requestIdHeader whether they have the header `x-request-id`. AWS documents its value, a variable of the context, for
 *   integrations and not for gateway responses
 *
 * Types: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function gatewayResponses(requestIdHeader = true): Record<string, GatewayResponseData> {
  const responses: Record<string, GatewayResponseData> = {
    // A code set on a default applies to every type without its own. The contract knows several 4xx, so those keep
    // theirs and the body says the nearest thing; it knows one 5xx, which a 502 of a crashed function becomes, too.
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
