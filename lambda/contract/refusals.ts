import type { FailureCode } from './failures.ts';
import { CORRELATION_ID_HEADER, IDEMPOTENCY_KEY_HEADER, PICTURE_FIELDS, type PictureField } from './fields.ts';
import {
  CORRELATION_ID_EXPECTED,
  DETAILS_EXPECTED,
  IDEMPOTENCY_HOURS,
  IDEMPOTENCY_KEY_EXPECTED,
  MAX_BODY_BYTES,
} from './limits.ts';

/**
 * The exact messages of rejected requests. Each names the field, what was found and what is allowed. A message repeats only
 * numbers and names of a narrow alphabet from the request, never a file name, a token or free text. The OpenAPI document
 * shows every row by its example.
 */
export interface Refusal<Found extends unknown[]> {
  readonly failure: FailureCode;
  readonly message: (...found: Found) => string;
  readonly example: Readonly<Found>;
}

const [FIRST, SECOND] = PICTURE_FIELDS;
const BOTH = `the files ${FIRST} and ${SECOND}`;

export const REFUSALS = {
  /** Parts that the form has, of any name, and how many of them have no name. */
  missing: refusal(
    'invalidRequest',
    (field: PictureField, parts: number, unnamed: number) =>
      `${field} is missing. The form has ${count(parts, 'part')}${unnamed > 0 ? ` (${digits(unnamed)} without readable form-data headers)` : ''}, none with exactly this name; send the image as a file in a part named ${field}.`,
    [FIRST, 1, 0],
  ),
  /** The contract's own words. */
  empty: refusal('invalidRequest', (field: PictureField) => `${field} is empty.`, [FIRST]),
  repeated: refusal(
    'invalidRequest',
    (field: PictureField, parts: number) =>
      `${field} was sent more than once. The form has ${count(parts, 'part')} of this name; exactly 1 is allowed.`,
    [SECOND, 2],
  ),
  transferEncoding: refusal(
    'invalidRequest',
    (field: PictureField, encoding: string) =>
      `The Content-Transfer-Encoding of ${field} is ${token(encoding)}; allowed are binary, 8bit and 7bit. Send the bytes of the file as they are.`,
    [FIRST, 'base64'],
  ),
  contentEncoding: refusal(
    'invalidRequest',
    (coding: string) =>
      `The Content-Encoding of the body is ${token(coding)}; allowed is identity. Send the body uncompressed, without this header.`,
    ['gzip'],
  ),
  noContentType: refusal(
    'invalidRequest',
    () => `The Content-Type header is missing; multipart/form-data with ${BOTH} is required.`,
    [],
  ),
  contentType: refusal(
    'invalidRequest',
    (mediaType: string) => `Content-Type is ${token(mediaType)}; multipart/form-data with ${BOTH} is required.`,
    ['application/json'],
  ),
  noBoundary: refusal(
    'invalidRequest',
    () =>
      'Content-Type is multipart/form-data without a valid boundary of 1 to 70 characters. Leave this header to the HTTP library, which knows the boundary.',
    [],
  ),
  emptyBody: refusal('invalidRequest', () => `The body is empty; multipart/form-data with ${BOTH} is required.`, []),
  textBody: refusal(
    'invalidRequest',
    () =>
      'The body did not arrive as binary data (isBase64Encoded is false). Send it with Content-Type multipart/form-data; in the gateway this type must be a binary media type.',
    [],
  ),
  boundaryNotFound: refusal(
    'invalidRequest',
    (bytes: number) =>
      `The boundary that Content-Type names does not begin any part in the ${digits(bytes)} bytes of the body. Leave the Content-Type header to the HTTP library, which knows the boundary.`,
    [48_211],
  ),
  notClosed: refusal(
    'invalidRequest',
    (bytes: number, parts: number) =>
      `The multipart body is not complete: after ${digits(bytes)} bytes and ${count(parts, 'part')} its closing delimiter is missing. Send the whole body, with CR LF at the end of each line.`,
    [48_211, 1],
  ),
  /** Parts that the form has, and delimiters that begin no part. */
  lineEnds: refusal(
    'invalidRequest',
    (parts: number, delimiters: number) =>
      `The form has ${count(parts, 'part')}, and ${count(delimiters, 'more delimiter')} after LF without CR. End every line with CR LF, also the one before a delimiter.`,
    [1, 1],
  ),
  tooManyParts: refusal(
    'invalidRequest',
    (allowed: number) => `The body has more than ${digits(allowed)} parts; ${BOTH} are expected.`,
    [1_000],
  ),
  malformed: refusal(
    'invalidRequest',
    () =>
      'The multipart body is malformed: a part has no name or no readable headers. Every part needs Content-Disposition: form-data with a name.',
    [],
  ),
  /** Characters that the id has, and how many of them are not printable ASCII. */
  correlationId: refusal(
    'invalidRequest',
    (characters: number, others: number) =>
      `The ${CORRELATION_ID_HEADER} has ${characterCount(characters, others)}; allowed are ${CORRELATION_ID_EXPECTED}.`,
    [140, 2],
  ),
  details: refusal(
    'invalidRequest',
    (value: string) =>
      `The query parameter details is ${/^[A-Za-z0-9]{1,5}$/.test(value) ? value : 'another value'}; allowed are ${DETAILS_EXPECTED}.`,
    ['yes'],
  ),
  /** Characters that the key has, and how many of them are not printable ASCII. */
  idempotencyKey: refusal(
    'invalidRequest',
    (characters: number, others: number) =>
      `The ${IDEMPOTENCY_KEY_HEADER} has ${characterCount(characters, others)}; allowed are ${IDEMPOTENCY_KEY_EXPECTED}.`,
    [300, 2],
  ),
  otherPictures: refusal(
    'invalidRequest',
    () =>
      `Other images were sent with this ${IDEMPOTENCY_KEY_HEADER} in the last ${IDEMPOTENCY_HOURS} hours. Send a new key with new images; a retry sends the same images in the same order.`,
    [],
  ),
  /** Seconds after which the first request has a response or has failed. */
  inFlight: refusal(
    'rateLimited',
    (seconds: number) =>
      `The first request with this ${IDEMPOTENCY_KEY_HEADER} has no response yet. Wait ${count(seconds, 'second')}, then send the request again.`,
    [3],
  ),
  fileTooLarge: refusal(
    'tooLarge',
    (field: PictureField, bytes: number, allowed: number) =>
      `${field} is ${digits(bytes)} bytes; at most ${digits(allowed)} are allowed.`,
    [FIRST, 5_120_331, 4_000_000],
  ),
  bodyTooLarge: refusal(
    'tooLarge',
    (bytes: number) =>
      `The body is ${digits(bytes)} bytes; at most ${digits(MAX_BODY_BYTES)} are allowed for both images together.`,
    [4_612_004],
  ),
  tokenExpired: refusal('unauthorized', () => 'The bearer token has expired. Get a new application token.', []),
  sessionUsedUp: refusal(
    'unauthorized',
    (comparisons: number) =>
      `The session of this token has used its ${count(comparisons, 'comparison')}. Get a token for a new session.`,
    [5],
  ),
} as const;

/** Returns the message of every row of one failure, made with the row's example. */
export function refusalExamples(failure: FailureCode): { readonly name: string; readonly message: string }[] {
  return Object.entries(REFUSALS)
    .filter(([, row]) => row.failure === failure)
    .map(([name, row]) => ({ name, message: (row.message as (...found: unknown[]) => string)(...row.example) }));
}

function refusal<Found extends unknown[]>(
  failure: FailureCode,
  message: (...found: Found) => string,
  example: NoInfer<Readonly<Found>>,
): Refusal<Found> {
  return { failure, message, example };
}

/** Returns a number with separators: "4,000,000". */
function digits(value: number): string {
  return value.toLocaleString('en-US');
}

/** Returns a count as text: "140 characters, 2 of them not printable ASCII". */
function characterCount(characters: number, others: number): string {
  return `${count(characters, 'character')}${others > 0 ? `, ${digits(others)} of them not printable ASCII` : ''}`;
}

function count(value: number, noun: string): string {
  return `${digits(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Returns the caller's text if it is short and looks like a media type or an encoding; otherwise our own words. */
function token(text: string): string {
  return /^[a-z0-9.+-]{1,40}(\/[a-z0-9.+-]{1,80})?$/.test(text) ? text : 'an unreadable value';
}
