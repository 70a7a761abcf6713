import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { CORRELATION_ID_HEADER, IDEMPOTENCY_KEY_HEADER } from '../contract/fields.ts';
import { CORRELATION_ID_PATTERN, DETAILS_VALUES, IDEMPOTENCY_KEY_PATTERN } from '../contract/limits.ts';
import { REFUSALS } from '../contract/refusals.ts';
import type { ComparisonStatus } from '../contract/status.ts';
import type { Headers } from '../events/headers.ts';
import type { WorkBudget } from '../face/budget/work-budget.ts';
import type { EngineVersion } from '../face/comparison.ts';
import { phases } from '../face/phases.ts';
import { RequestFailure } from './request-failure.ts';

/**
 * The facts about a request from which the response's headers, the log line and the metrics are made. The steps fill them
 * in. It never holds a body, a header other than the correlation id, a token or a file name.
 */
export interface RequestRecord {
  readonly requestId: string;
  /** The caller's own id; `null` if absent or not of the allowed form. */
  readonly correlationId: string | null;
  /** "POST /ExtFaceComparison/Compare"; `null` for a route that does not exist, whose path is the caller's text. */
  route: string | null;
  /** Milliseconds since 1970 at which the request arrived. */
  readonly arrivedAt: number;
  readonly coldStart: boolean;
  client: string | null;
  /** The session's id, from a token that was made for one. */
  sessionId: string | null;
  /** Id of the earlier request whose response is repeated, by its idempotency key; `null` if this request made its own decision. */
  originalRequestId: string | null;
  status: ComparisonStatus | null;
  /** The decision came close to a match; see `isNearMiss`. */
  nearMiss: boolean;
  version: EngineVersion | null;
  /** The request's failure or, with status `Error`, the failure that caused it. */
  failure: RequestFailure | null;
  /** The work on the images; `null` before it begins. */
  work: WorkBudget | null;
  /** Whether native work on the images still ran when the response was returned. */
  abandonedWork: boolean;
  /** Milliseconds by step. */
  readonly durations: Record<string, number>;
}

/**
 * Returns the record of a request that has just arrived.
 *
 * @param now milliseconds since 1970
 */
export function openRecord(
  event: APIGatewayProxyEvent,
  headers: Headers,
  context: Context,
  now: number,
  coldStart: boolean,
): RequestRecord {
  const correlationId = headers[CORRELATION_ID_HEADER] ?? null;
  return {
    requestId: event.requestContext?.requestId ?? context.awsRequestId ?? 'unknown',
    correlationId: correlationId !== null && CORRELATION_ID_PATTERN.test(correlationId) ? correlationId : null,
    route: null,
    arrivedAt: now,
    coldStart,
    client: null,
    sessionId: null,
    originalRequestId: null,
    status: null,
    nearMiss: false,
    version: null,
    failure: null,
    work: null,
    abandonedWork: false,
    durations: {},
  };
}

/**
 * Rejects a correlation id that the record does not hold because of its form. Nobody could find an audit item again that lacks
 * the id its caller sent.
 *
 * @throws RequestFailure 400 for an id of another form
 */
export function checkCorrelationId(headers: Headers): void {
  const id = headers[CORRELATION_ID_HEADER];
  if (id === undefined || CORRELATION_ID_PATTERN.test(id)) return;
  const message = REFUSALS.correlationId.message(id.length, unprintable(id));
  throw new RequestFailure('invalidRequest', 'correlation-id', [message]);
}

/**
 * Returns the idempotency key of a request, or `null` if it has none.
 *
 * @throws RequestFailure 400 for a key of another form
 */
export function readIdempotencyKey(headers: Headers): string | null {
  const key = headers[IDEMPOTENCY_KEY_HEADER.toLowerCase()];
  if (key === undefined) return null;
  if (IDEMPOTENCY_KEY_PATTERN.test(key)) return key;
  const message = REFUSALS.idempotencyKey.message(key.length, unprintable(key));
  throw new RequestFailure('invalidRequest', 'idempotency-key', [message]);
}

/** Returns the number of characters that are not printable ASCII. */
function unprintable(text: string): number {
  return text.replaceAll(/[ -~]/g, '').length;
}

/**
 * Returns whether the caller wants details: `true` and `1` say yes, `false` and `0` no, in upper or lower case.
 *
 * @throws RequestFailure 400 for any other value
 */
export function wantsDetails({ queryStringParameters }: Pick<APIGatewayProxyEvent, 'queryStringParameters'>): boolean {
  const value = queryStringParameters?.details;
  if (value === undefined) return false;
  const wanted = DETAILS_VALUES.get(value.toLowerCase());
  if (wanted === undefined) throw new RequestFailure('invalidRequest', 'details', [REFUSALS.details.message(value)]);
  return wanted;
}

/** Returns durations by step in whole milliseconds, as in the log and the audit items. */
export function wholeMilliseconds(durations: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(durations).map(([step, milliseconds]) => [step, Math.round(milliseconds)]));
}

/** Runs one step and enters its milliseconds in the record, also when the step fails. */
export async function timed<T>(record: RequestRecord, step: string, run: () => Promise<T>): Promise<T> {
  phases.publish(step);
  const start = performance.now();
  try {
    return await run();
  } finally {
    phases.publish('handler');
    record.durations[step] = performance.now() - start;
  }
}
