import type { MiddlewareObj, Request } from '@middy/core';
import multipartBodyParser from '@middy/http-multipart-body-parser';
import { MAX_BODY_BYTES } from '../contract/limits.ts';
import { REFUSALS } from '../contract/refusals.ts';
import type { MultipartRequest } from './body.ts';
import { MAX_PARTS } from './body-parts.ts';
import { RequestFailure } from './request-failure.ts';

/** One part, as the multipart parser returns it. */
export interface Part {
  readonly filename: string | undefined;
  readonly mimetype: string;
  /** Content-Transfer-Encoding, in lower case; "7bit" if the part has none. The parser does not decode it. */
  readonly encoding: string;
  readonly content: Buffer;
}

/** Parts by name; an array if a name came more than once. */
export type Form = Readonly<Record<string, Part | readonly Part[]>>;

/** What the parser reads of a request. */
type FormRequest = Pick<MultipartRequest, 'headers' | 'body'>;

/** Milliseconds that parsing may take; 4.5 MB take about 10. */
const PARSE_TIMEOUT_MS = 1500;

const parser = multipartBodyParser({
  // body.ts has checked it, and accepts more boundaries than this middleware does.
  disableContentTypeCheck: true,
  busboy: {
    // Every part is read as a file. Text parts are decoded, which destroys an image sent without a file name, and one without
    // a name makes the parser throw where nothing catches the error.
    isPartAFile: () => true,
    // Bytes that a part may buffer: more than a whole body has. The parser does not begin to read a part that it skips
    // (no form-data disposition, broken headers), so with the default of 64 KB a larger one would stall it forever.
    fileHwm: 2 * MAX_BODY_BYTES,
    // body-parts.ts has counted the parts, so that no limit drops one silently. Sizes are checked on the parts themselves.
    limits: { parts: MAX_PARTS + 1, files: MAX_PARTS + 1, fieldNameSize: 100_000 },
  },
});

/**
 * Parses a body.
 *
 * @throws RequestFailure 400 for a malformed body, including one that the parser never finishes
 */
export async function parseMultipart(request: FormRequest): Promise<Form> {
  try {
    return await within(PARSE_TIMEOUT_MS, runMiddleware<Form>(parser, request));
  } catch (error) {
    if (error instanceof RequestFailure) throw error;
    // The parser's error holds the whole body in `cause.data`. It is not passed on.
    throw new RequestFailure('invalidRequest', 'malformed', [REFUSALS.malformed.message()]);
  }
}

/**
 * Runs a body parser of middy on its own, and returns the body that it puts into the event. The cast is needed because the
 * parser's types require a whole event of API Gateway, though it reads only these fields.
 */
async function runMiddleware<Body>({ before }: MiddlewareObj<never>, event: FormRequest): Promise<Body> {
  const request = { event: { ...event, isBase64Encoded: false } } as Request<never>;
  await before?.(request);
  const { body }: { body: Body } = request.event;
  return body;
}

/**
 * Returns the result of `work`.
 *
 * @param milliseconds how long to wait
 * @throws RequestFailure 400 when the work takes longer
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeOut = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new RequestFailure('invalidRequest', 'parse-time-out', [REFUSALS.malformed.message()])),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, timeOut]);
  } finally {
    clearTimeout(timer);
  }
}
