/** The envelope of every response, the failing ones included. */
export interface Envelope<Result = ComparisonResult> {
  readonly version: null;
  readonly statusCode: number;
  readonly messages: readonly string[];
  readonly result: Result | null;
}

/** What the contract promises inside `result` of a 200. `details` is additive and present only on request. */
export interface ComparisonResult {
  readonly isFaceMatch: boolean;
  /** [0, 1]; what each value means is in docs (0.7 is a false match rate of 1 in 10,000). */
  readonly matchingSimilarity: number;
  readonly status: import('./status.ts').ComparisonStatus;
  readonly details?: import('./details.ts').ComparisonDetails;
}

/**
 * Builds an envelope.
 *
 * @param statusCode the HTTP status, repeated inside the body as the contract asks
 * @param messages at least one sentence for people
 * @param result `null` for everything but a 200
 */
export function envelope<Result>(
  statusCode: number,
  messages: readonly string[],
  result: Result | null,
): Envelope<Result> {
  return { version: null, statusCode, messages, result };
}
