import { REFUSALS } from '../contract/refusals.ts';
import { RequestFailure } from './request-failure.ts';

/** Parts of one body, at most. Callers send two; a parser that met its own limit would drop parts without a word. */
export const MAX_PARTS = 1000;

/** Bytes of a part's headers, at most; the parser reads no more of them. Clients write about 150. */
const MAX_HEADER_BYTES = 80 * 1024;

/** The first line of a header, or one that continues it. */
const HEADER_LINE = /^(?:[!-9;-~]+:|[ \t])[^\r]*$/;

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
const CR_LF = Buffer.from('\r\n');

/** A body whose parts every parser finds. */
export interface BodyParts {
  /** The body as it came, or a copy in which delimiters and headers of parts are lines that end in CR LF, unpadded. */
  readonly body: Buffer;
  /** Parts that were sent, also those that the parser skips. */
  readonly parts: number;
  /** Returns how many delimiters follow LF alone. They may be bytes of a file, so they begin no part. */
  readonly delimitersAfterLf: () => number;
}

/**
 * Finds the parts of a body. A delimiter is CR LF, two dashes and the boundary; two more dashes close the body, and what
 * follows is ignored. The CR LF before the very first one may be missing or LF. Blanks may follow a delimiter (RFC 2046, 5.1.1),
 * and headers of parts may end in LF alone, as some clients write them. The bytes of files stay as they are.
 *
 * A body that is cut off is rejected: it makes the parser raise an error that nothing catches, which ends the process and
 * with it the loaded models. The work is in proportion to the body.
 *
 * @param boundary as Content-Type names it
 * @throws RequestFailure 400 for a body without closing delimiter and for more parts than `MAX_PARTS`
 */
export function readParts(body: Buffer, boundary: string): BodyParts {
  const dashes = Buffer.from(`--${boundary}`, 'latin1');
  const delimiter = Buffer.concat([CR_LF, dashes]);
  const pieces: Buffer[] = [];
  let parts = 0;
  let at = firstDelimiter(body, dashes);
  let isChanged = at > dashes.length && body[at - dashes.length - 2] !== CR;
  while (at !== -1 && !(body[at] === DASH && body[at + 1] === DASH)) {
    parts++;
    if (parts > MAX_PARTS) throw invalid('too-many-parts', REFUSALS.tooManyParts.message(MAX_PARTS));
    const end = body.indexOf(delimiter, at);
    if (end !== -1) {
      const headers = readPartHeaders(body, at, end);
      const part = headers?.isPlain === false ? [CR_LF, headers.block, body.subarray(headers.end, end)] : null;
      pieces.push(delimiter, ...(part ?? [body.subarray(at, end)]));
      isChanged ||= part !== null;
    }
    at = end === -1 ? -1 : end + delimiter.length;
  }
  if (at === -1) {
    const { boundaryNotFound, notClosed } = REFUSALS;
    const message = parts === 0 ? boundaryNotFound.message(body.length) : notClosed.message(body.length, parts);
    throw invalid('not-closed', message);
  }
  return {
    body: isChanged ? Buffer.concat([...pieces, delimiter, Buffer.from('--\r\n')]) : body,
    parts,
    delimitersAfterLf: () => delimitersAfterLf(body, dashes),
  };
}

/** Returns the position behind the first delimiter, or -1. */
function firstDelimiter(body: Buffer, dashes: Buffer): number {
  if (body.subarray(0, dashes.length).equals(dashes)) return dashes.length;
  const found = body.indexOf(Buffer.concat([Buffer.of(LF), dashes]));
  return found === -1 ? -1 : found + 1 + dashes.length;
}

interface PartHeaders {
  /** The lines and the empty one after them, each ended by CR LF. */
  readonly block: Buffer;
  /** Where the content begins. */
  readonly end: number;
  /** Whether they stand so in the body already. */
  readonly isPlain: boolean;
}

/**
 * Returns the headers of the part between two delimiters, or `null` where a line is none of a header. Such a part is the
 * parser's: in a part without headers the first empty line may be bytes of a file.
 */
function readPartHeaders(body: Buffer, start: number, end: number): PartHeaders | null {
  let at = start;
  while (body[at] === 0x20 || body[at] === 0x09) at++;
  const first = at;
  const lines: string[] = [];
  let isPlain = at === start;
  for (;;) {
    const lf = body.indexOf(LF, at);
    if (lf === -1 || lf >= end || lf - start > MAX_HEADER_BYTES) return null;
    const lineEnd = lf > at && body[lf - 1] === CR ? lf - 1 : lf;
    isPlain &&= lineEnd < lf;
    const line = body.toString('latin1', at, lineEnd);
    const isDelimiterLine = at === first;
    at = lf + 1;
    if (isDelimiterLine) {
      if (line !== '') return null;
    } else if (line === '') {
      return { block: Buffer.from([...lines, '', ''].join('\r\n'), 'latin1'), end: at, isPlain };
    } else if (HEADER_LINE.test(line)) {
      lines.push(line);
    } else {
      return null;
    }
  }
}

function delimitersAfterLf(body: Buffer, dashes: Buffer): number {
  const delimiter = Buffer.concat([Buffer.of(LF), dashes]);
  let count = 0;
  for (let at = body.indexOf(delimiter); at !== -1; at = body.indexOf(delimiter, at + delimiter.length)) {
    if (body[at - 1] !== CR) count++;
  }
  return count;
}

function invalid(reason: ConstructorParameters<typeof RequestFailure>[1], message: string): RequestFailure {
  return new RequestFailure('invalidRequest', reason, [message]);
}
