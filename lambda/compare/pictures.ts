import { PICTURE_FIELDS, type PictureField } from '../contract/fields.ts';
import { REFUSALS } from '../contract/refusals.ts';
import type { BodyParts } from './body-parts.ts';
import type { Form, Part } from './multipart.ts';
import { RequestFailure } from './request-failure.ts';

/** Bytes of LivenessFace, then of FaceFromDocument. */
export type Pictures = readonly [Buffer, Buffer];

/** Content-Transfer-Encodings that leave the bytes as they are (RFC 2045, 6.2). */
const IDENTITY_ENCODINGS = ['7bit', '8bit', 'binary'];

/**
 * Returns the two images of a form. Other parts are ignored.
 *
 * @param sent what the body had
 * @param maxFileBytes bytes of one image, at most
 * @throws RequestFailure 413 where an image is too large, else 400 where one is missing, empty or there twice. It has
 *   one message for each mistake, those of LivenessFace first.
 */
export function takePictures(form: Form, sent: BodyParts, maxFileBytes: number): Pictures {
  const partsOf = (field: PictureField): readonly Part[] => [form[field] ?? []].flat();
  const parts = [partsOf(PICTURE_FIELDS[0]), partsOf(PICTURE_FIELDS[1])] as const;

  const tooLarge = PICTURE_FIELDS.flatMap((field, i) => {
    const size = Math.max(0, ...parts[i].map((part) => part.content.length));
    return size > maxFileBytes ? [REFUSALS.fileTooLarge.message(field, size, maxFileBytes)] : [];
  });
  if (tooLarge.length > 0) throw new RequestFailure('tooLarge', 'file-too-large', tooLarge);

  const stray = parts.some(({ length }) => length === 0) ? sent.delimitersAfterLf() : 0;
  if (stray > 0) {
    throw new RequestFailure('invalidRequest', 'line-ends', [REFUSALS.lineEnds.message(sent.parts, stray)]);
  }
  const skipped = sent.parts - Object.values(form).flat().length;
  const mistakes = PICTURE_FIELDS.flatMap((field, i) => mistake(field, parts[i], sent.parts, skipped) ?? []);
  if (mistakes.length > 0) throw new RequestFailure('invalidRequest', 'pictures', mistakes);
  const [[first], [second]] = parts;
  return [first.content, second.content];
}

/**
 * Returns the message of the first mistake in the parts of one field, or `null` where there is none.
 *
 * @param sent parts of any name in the body
 * @param skipped those of them that the parser found no name in
 */
function mistake(field: PictureField, parts: readonly Part[], sent: number, skipped: number): string | null {
  const [part, another] = parts;
  if (part === undefined) return REFUSALS.missing.message(field, sent, skipped);
  if (another !== undefined) return REFUSALS.repeated.message(field, parts.length);
  if (part.content.length === 0) return REFUSALS.empty.message(field);
  const encoding = part.encoding.trim();
  if (!IDENTITY_ENCODINGS.includes(encoding)) {
    return REFUSALS.transferEncoding.message(field, encoding);
  }
  return null;
}
