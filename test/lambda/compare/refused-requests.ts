import { gzipSync } from 'node:zlib';
import { MAX_PARTS } from '../../../lambda/compare/body-parts.ts';
import { MAX_BODY_BYTES, MAX_FILE_BYTES } from '../../../lambda/contract/limits.ts';
import type { REFUSALS } from '../../../lambda/contract/refusals.ts';
import {
  BOUNDARY,
  multipartBody,
  multipartType,
  type PartSpec,
  pictureParts,
  textPart,
} from '../../support/multipart.ts';
import { DOCUMENT, LIVENESS, SECOND } from './harness.ts';

/** A request that is rejected, and what its message has to say. */
export interface RefusedRequest {
  readonly contentType: string | null;
  readonly body: Buffer;
  /** The token has expired since the authorizer let it in. */
  readonly expired?: boolean;
  /** The token is of a session that has had all its comparisons. */
  readonly usedUp?: boolean;
  /** What an earlier request with the same key left. */
  readonly earlier?: 'other pictures' | 'in flight';
  /** API Gateway treated the body as text. */
  readonly asText?: boolean;
  /** Value of the query parameter `details`. */
  readonly details?: string;
  /** Headers besides Content-Type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is wrong: the field, header or body. */
  readonly names: RegExp;
  readonly found: RegExp;
  readonly allowed: RegExp;
}

type Words = Pick<RefusedRequest, 'names' | 'found' | 'allowed'>;

const both = multipartBody([LIVENESS, DOCUMENT]);
const form = (parts: readonly PartSpec[], words: Words) => sent(multipartBody(parts), words);
const sent = (body: Buffer, words: Words, contentType: string | null = multipartType()): RefusedRequest => ({
  contentType,
  body,
  ...words,
});
const encoded = { ...LIVENESS, headers: [...LIVENESS.headers, 'Content-Transfer-Encoding: base64'] };
const BOTH_FILES = /files LivenessFace and FaceFromDocument/;

/** One request for each row of the table of rejections. */
export const REFUSED_REQUESTS: Readonly<Record<keyof typeof REFUSALS, RefusedRequest>> = {
  missing: form([DOCUMENT], { names: /^LivenessFace/, found: /missing.* 1 part/, allowed: /part named LivenessFace/ }),
  // The contract fixes this sentence.
  empty: form(pictureParts('', SECOND), { names: /^LivenessFace/, found: /is empty/, allowed: /./ }),
  repeated: form([LIVENESS, DOCUMENT, DOCUMENT], {
    names: /^FaceFromDocument/,
    found: /2 parts of this name/,
    allowed: /exactly 1 is allowed/,
  }),
  transferEncoding: form([encoded, DOCUMENT], {
    names: /Content-Transfer-Encoding of LivenessFace/,
    found: /base64/,
    allowed: /binary, 8bit and 7bit/,
  }),
  contentEncoding: {
    ...sent(gzipSync(both), { names: /Content-Encoding/, found: /gzip/, allowed: /identity/ }),
    headers: { 'content-encoding': 'gzip' },
  },
  noContentType: sent(both, { names: /Content-Type/, found: /missing/, allowed: /multipart\/form-data/ }, null),
  contentType: sent(
    Buffer.from('{}'),
    { names: /Content-Type/, found: /application\/json/, allowed: /multipart\/form-data/ },
    'application/json; charset=utf-8',
  ),
  noBoundary: sent(
    both,
    { names: /Content-Type/, found: /without a valid boundary/, allowed: /1 to 70 characters/ },
    'multipart/form-data',
  ),
  emptyBody: sent(Buffer.alloc(0), { names: /body/, found: /empty/, allowed: BOTH_FILES }),
  textBody: {
    ...sent(both, { names: /body/, found: /did not arrive as binary/, allowed: /multipart\/form-data/ }),
    asText: true,
  },
  boundaryNotFound: sent(
    both,
    { names: /boundary that Content-Type names/, found: new RegExp(`${both.length} bytes`), allowed: /HTTP library/ },
    'multipart/form-data; boundary=another',
  ),
  notClosed: sent(both.subarray(0, -BOUNDARY.length), {
    names: /multipart body/,
    found: /2 parts its closing delimiter is missing/,
    allowed: /whole body/,
  }),
  lineEnds: sent(Buffer.from(both.toString('latin1').replace(`\r\n--${BOUNDARY}\r\n`, `\n--${BOUNDARY}\n`), 'latin1'), {
    names: /form/,
    found: /1 part, and 1 more delimiter after LF without CR/,
    allowed: /every line with CR LF/,
  }),
  tooManyParts: form([...Array.from({ length: MAX_PARTS }, () => textPart('a', 'b')), LIVENESS], {
    names: /body/,
    found: /more than 1,000 parts/,
    allowed: BOTH_FILES,
  }),
  malformed: form([{ headers: ['Content-Disposition: form-data'], content: 'x' }, LIVENESS, DOCUMENT], {
    names: /multipart body/,
    found: /no name or no readable headers/,
    allowed: /form-data with a name/,
  }),
  correlationId: {
    ...form([LIVENESS, DOCUMENT], {
      names: /x-correlation-id/,
      found: /130 characters, 1 of them not printable ASCII/,
      allowed: /1 to 128 printable ASCII characters, spaces included/,
    }),
    headers: { 'x-correlation-id': `\u00e9${'x'.repeat(129)}` },
  },
  details: {
    ...form([LIVENESS, DOCUMENT], {
      names: /query parameter details/,
      found: /is yes/,
      allowed: /true, false, 1 and 0, in upper or lower case/,
    }),
    details: 'yes',
  },
  idempotencyKey: {
    ...form([LIVENESS, DOCUMENT], {
      names: /Idempotency-Key/,
      found: /256 characters, 1 of them not printable ASCII/,
      allowed: /1 to 255 printable ASCII characters, spaces included/,
    }),
    headers: { 'Idempotency-Key': `\u00e9${'x'.repeat(255)}` },
  },
  otherPictures: {
    ...form([LIVENESS, DOCUMENT], {
      names: /this Idempotency-Key/,
      found: /Other images were sent/,
      allowed: /new key with new images/,
    }),
    headers: { 'Idempotency-Key': 'key-1' },
    earlier: 'other pictures',
  },
  inFlight: {
    ...form([LIVENESS, DOCUMENT], {
      names: /this Idempotency-Key/,
      found: /no response yet/,
      allowed: /Wait 15 seconds, then send the request again/,
    }),
    headers: { 'Idempotency-Key': 'key-1' },
    earlier: 'in flight',
  },
  fileTooLarge: form(pictureParts(Buffer.alloc(MAX_FILE_BYTES + 1), SECOND), {
    names: /^LivenessFace/,
    found: /4,000,001 bytes/,
    allowed: /at most 4,000,000 are allowed/,
  }),
  bodyTooLarge: sent(Buffer.alloc(MAX_BODY_BYTES + 1), {
    names: /body/,
    found: /4,500,001 bytes/,
    allowed: /at most 4,500,000 are allowed/,
  }),
  tokenExpired: {
    ...sent(both, { names: /bearer token/, found: /expired/, allowed: /new application token/ }),
    expired: true,
  },
  sessionUsedUp: {
    ...sent(both, { names: /session of this token/, found: /5 comparisons/, allowed: /new session/ }),
    usedUp: true,
  },
};
