import type { APIGatewayProxyEvent } from 'aws-lambda';
import { MAX_BODY_BYTES } from '../contract/limits.ts';
import { REFUSALS } from '../contract/refusals.ts';
import { parseContentType } from './content-type.ts';
import { type Headers, readHeaders } from './request.ts';
import { RequestFailure } from './request-failure.ts';

/** Parts of one body, at most. Callers send two; a parser that met its own limit would drop parts without a word. */
export const MAX_PARTS = 1000;

/** A request whose body is ready for the multipart parser. */
export interface MultipartRequest {
  /** Lower-case names; `content-type` in the one form that every parser reads. */
  readonly headers: Headers;
  readonly body: Buffer;
}

/**
 * Decodes the body and refuses what would bring the multipart parser into trouble: a body that is cut off makes it raise
 * an error that nothing catches, which ends the process and with it the loaded models.
 *
 * @throws RequestFailure 413 for a body above `MAX_BODY_BYTES`, 400 for everything else
 */
export function readMultipartRequest(event: APIGatewayProxyEvent): MultipartRequest {
  const headers = readHeaders(event);
  const encoded = event.body ?? '';
  const size = Buffer.byteLength(encoded, event.isBase64Encoded ? 'base64' : 'utf8');
  if (size > MAX_BODY_BYTES) {
    throw new RequestFailure('tooLarge', 'body-too-large', [REFUSALS.bodyTooLarge.message(size)]);
  }
  const boundary = readBoundary(headers['content-type']);
  if (encoded === '') throw invalid('empty-body', REFUSALS.emptyBody.message());
  if (!event.isBase64Encoded) {
    // API Gateway read the body as text because multipart/form-data is not among its binary media types.
    throw invalid('not-base64', REFUSALS.textBody.message());
  }
  const body = Buffer.from(encoded, 'base64');
  checkDelimiters(body, boundary);
  return { headers: { ...headers, 'content-type': `multipart/form-data; boundary="${boundary}"` }, body };
}

function readBoundary(header: string | undefined): string {
  if (header === undefined) {
    throw invalid('content-type', REFUSALS.noContentType.message());
  }
  const { mediaType, boundary } = parseContentType(header);
  if (mediaType !== 'multipart/form-data') {
    throw invalid('content-type', REFUSALS.contentType.message(mediaType));
  }
  if (boundary === null) {
    throw invalid('no-boundary', REFUSALS.noBoundary.message());
  }
  return boundary;
}

/**
 * A delimiter is CRLF, two dashes and the boundary; two more dashes close the body, and what follows is ignored. The
 * CRLF of the very first one may be missing (RFC 2046, 5.1.1).
 */
function checkDelimiters(body: Buffer, boundary: string): void {
  const dashes = Buffer.from(`--${boundary}`, 'latin1');
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  let parts = 0;
  let at = body.subarray(0, dashes.length).equals(dashes) ? dashes.length : next(body, delimiter, 0);
  while (at !== -1) {
    if (body[at] === 0x2d && body[at + 1] === 0x2d) return;
    parts++;
    if (parts > MAX_PARTS) throw invalid('too-many-parts', REFUSALS.tooManyParts.message(MAX_PARTS));
    at = next(body, delimiter, at);
  }
  const { boundaryNotFound, notClosed } = REFUSALS;
  throw invalid(
    'not-closed',
    parts === 0 ? boundaryNotFound.message(body.length) : notClosed.message(body.length, parts),
  );
}

/** The position behind the next delimiter at or after `from`, or -1. */
function next(body: Buffer, delimiter: Buffer, from: number): number {
  const found = body.indexOf(delimiter, from);
  return found === -1 ? -1 : found + delimiter.length;
}

function invalid(reason: ConstructorParameters<typeof RequestFailure>[1], message: string): RequestFailure {
  return new RequestFailure('invalidRequest', reason, [message]);
}
