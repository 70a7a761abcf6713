import type { APIGatewayProxyEvent } from 'aws-lambda';
import { MAX_BODY_BYTES } from '../contract/limits.ts';
import { REFUSALS } from '../contract/refusals.ts';
import { type Headers, readHeaders } from '../events/headers.ts';
import { type BodyParts, readParts } from './body-parts.ts';
import { parseContentType } from './content-type.ts';
import { RequestFailure } from './request-failure.ts';

/** A request whose body is ready for the multipart parser. */
export interface MultipartRequest extends BodyParts {
  /** Lower-case names; `content-type` in the one form that every parser reads. */
  readonly headers: Headers;
}

/**
 * Decodes the body, brings it into the one form that every multipart parser reads, and rejects what none should see.
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
  checkContentEncoding(headers['content-encoding']);
  const boundary = readBoundary(headers['content-type']);
  if (encoded === '') throw invalid('empty-body', REFUSALS.emptyBody.message());
  if (!event.isBase64Encoded) {
    // API Gateway read the body as text because multipart/form-data is not among its binary media types.
    throw invalid('not-base64', REFUSALS.textBody.message());
  }
  const parts = readParts(Buffer.from(encoded, 'base64'), boundary);
  return { ...parts, headers: { ...headers, 'content-type': `multipart/form-data; boundary="${boundary}"` } };
}

/** Names of codings that leave the body as it is; an empty one means none. */
const IDENTITY_CODINGS = ['identity', ''];

/** API Gateway passes a compressed body on as it came. */
function checkContentEncoding(header = ''): void {
  const codings = header.split(',').map((coding) => coding.trim().toLowerCase());
  const coding = codings.find((name) => !IDENTITY_CODINGS.includes(name));
  if (coding !== undefined) throw invalid('content-encoding', REFUSALS.contentEncoding.message(coding));
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

function invalid(reason: ConstructorParameters<typeof RequestFailure>[1], message: string): RequestFailure {
  return new RequestFailure('invalidRequest', reason, [message]);
}
