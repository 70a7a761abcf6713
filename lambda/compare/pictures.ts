import { PICTURE_FIELDS, type PictureField } from '../contract/fields.ts';
import type { Form, Part } from './multipart.ts';
import { RequestFailure } from './request-failure.ts';

/** Bytes of LivenessFace, then of FaceFromDocument. */
export type Pictures = readonly [Buffer, Buffer];

/** Content-Transfer-Encodings that leave the bytes as they are (RFC 2045, 6.2). */
const IDENTITY_ENCODINGS = ['7bit', '8bit', 'binary'];

/**
 * Takes the two pictures out of a form. Other parts are ignored.
 *
 * @param maxFileBytes bytes of one picture, at most
 * @throws RequestFailure 413 where a picture is too large, else 400 where one is missing, empty or there twice; one
 *   message for each mistake, LivenessFace's first
 */
export function takePictures(form: Form, maxFileBytes: number): Pictures {
  const parts = PICTURE_FIELDS.map((field) => [form[field] ?? []].flat());

  const tooLarge = PICTURE_FIELDS.flatMap((field, i) => {
    const size = Math.max(0, ...(parts[i] ?? []).map((part) => part.content.length));
    return size > maxFileBytes ? [`${field} has ${size} bytes; at most ${maxFileBytes} bytes are allowed.`] : [];
  });
  if (tooLarge.length > 0) throw new RequestFailure('tooLarge', 'file-too-large', tooLarge);

  const mistakes = PICTURE_FIELDS.flatMap((field, i) => mistake(field, parts[i] ?? []) ?? []);
  if (mistakes.length > 0) throw new RequestFailure('invalidRequest', 'pictures', mistakes);
  return parts.map((of) => of[0]?.content) as unknown as Pictures;
}

function mistake(field: PictureField, parts: readonly Part[]): string | null {
  const [part, another] = parts;
  if (part === undefined) return `${field} is missing.`;
  if (another !== undefined) return `${field} was sent more than once.`;
  if (part.content.length === 0) return `${field} is empty.`;
  if (!IDENTITY_ENCODINGS.includes(part.encoding.trim())) {
    return `${field} has a Content-Transfer-Encoding. Send the bytes of the file as they are.`;
  }
  return null;
}
