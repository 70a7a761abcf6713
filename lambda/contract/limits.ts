/**
 * Limits of a request. Decimal megabytes. The Lambda event, at most 6,291,456 bytes of JSON with the body in base64,
 * leaves about 4.5 MB for the multipart body
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */

/** The whole multipart body, both pictures and their headers. */
export const MAX_BODY_BYTES = 4_500_000;
/** One picture; a deployment may set less. */
export const MAX_FILE_BYTES = 4_000_000;
/** Width times height of a picture, in millions; the decoder has the same limit (lambda/face/picture/pixels/picture.ts). */
export const MAX_MEGAPIXELS = 40;
/** A synchronous Lambda invocation refuses a larger event. */
export const AWS_EVENT_BYTES = 6_291_456;
/** API Gateway refuses a larger body. */
export const AWS_BODY_BYTES = 10_485_760;
/** A caller's correlation id: printable ASCII, which a header returns and a log line holds unchanged. */
export const CORRELATION_ID_PATTERN = /^[ -~]{1,128}$/;
/** Says in words what `CORRELATION_ID_PATTERN` accepts. */
export const CORRELATION_ID_EXPECTED = '1 to 128 printable ASCII characters, spaces included';
