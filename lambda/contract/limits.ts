/**
 * Limits of a request, in decimal megabytes. The Lambda event, at most 6,291,456 bytes of JSON with the body in base64,
 * leaves about 4.5 MB for the multipart body
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */

/** The whole multipart body, both images and their headers. */
export const MAX_BODY_BYTES = 4_500_000;
/** One image; a deployment may set less. */
export const MAX_FILE_BYTES = 4_000_000;
/** Width times height of an image, in millions; the decoder has the same limit (lambda/face/picture/pixels/picture.ts). */
export const MAX_MEGAPIXELS = 40;
/** A synchronous Lambda invocation rejects a larger event. */
export const AWS_EVENT_BYTES = 6_291_456;
/** API Gateway rejects a larger body. */
export const AWS_BODY_BYTES = 10_485_760;
/** A caller's correlation id: printable ASCII, which a header returns and a log line holds unchanged. */
export const CORRELATION_ID_PATTERN = /^[ -~]{1,128}$/;
/** Says in words what `CORRELATION_ID_PATTERN` accepts. */
export const CORRELATION_ID_EXPECTED = '1 to 128 printable ASCII characters, spaces included';

/** What the query parameter `details` accepts. Python writes `True`; others write 1. */
export const DETAILS_VALUES: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
/** Says in words what `DETAILS_VALUES` accepts. */
export const DETAILS_EXPECTED = 'true, false, 1 and 0, in upper or lower case';
/** A caller's key for a request. A repeated request with the same key gets the first response again. */
export const IDEMPOTENCY_KEY_PATTERN = /^[ -~]{1,255}$/;
/** Says in words what `IDEMPOTENCY_KEY_PATTERN` accepts. */
export const IDEMPOTENCY_KEY_EXPECTED = '1 to 255 printable ASCII characters, spaces included';
/** Hours for which a response is kept under its key. */
export const IDEMPOTENCY_HOURS = 24;

/** Bytes of the body of a request for a token. A typical one has a few hundred. */
export const MAX_TOKEN_REQUEST_BYTES = 4_096;
/** Life of an application's token in seconds; a deployment may set another within the bounds. */
export const TOKEN_SECONDS = { default: 3_600, min: 300, max: 86_400 } as const;
/** Life of a session's token in seconds. An application may ask for another within the bounds. */
export const SESSION_SECONDS = { default: 600, min: 60, max: 3_600 } as const;
/** Comparisons of one session. */
export const SESSION_COMPARISONS = { default: 5, min: 1, max: 50 } as const;
/** An application's own name for a session, which appears unchanged in audit items and logs. */
export const SESSION_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
/** Says in words what `SESSION_ID_PATTERN` accepts. */
export const SESSION_ID_EXPECTED = '1 to 128 of A-Z a-z 0-9 . _ : -, the first a letter or digit';
