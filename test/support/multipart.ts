import { PICTURE_FIELDS } from '../../lambda/contract/fields.ts';

/** One part of a multipart body. */
export interface PartSpec {
  /** The header lines as they go over the wire, without their line ends. */
  readonly headers: readonly string[];
  readonly content: Buffer | string;
}

export const BOUNDARY = '----formdata-undici-057508467632';

/** A part with a file, as browsers and curl write it. */
export function filePart(
  name: string,
  content: Buffer | string,
  filename = 'picture.jpg',
  type = 'image/jpeg',
): PartSpec {
  return {
    headers: [`Content-Disposition: form-data; name="${name}"; filename="${filename}"`, `Content-Type: ${type}`],
    content,
  };
}

/** A part with text, as browsers and curl write it. */
export function textPart(name: string, content: string): PartSpec {
  return { headers: [`Content-Disposition: form-data; name="${name}"`], content };
}

/** A whole body, closing delimiter included. */
export function multipartBody(parts: readonly PartSpec[], boundary: string = BOUNDARY): Buffer {
  return Buffer.concat([
    ...parts.flatMap(({ headers, content }) => [
      Buffer.from(`--${boundary}\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}

/** The header that belongs to a body. */
export function multipartType(boundary: string = BOUNDARY): string {
  return `multipart/form-data; boundary=${boundary}`;
}

/** The two parts that the API asks for. */
export function pictureParts(liveness: Buffer | string, document: Buffer | string): PartSpec[] {
  return [filePart(PICTURE_FIELDS[0], liveness), filePart(PICTURE_FIELDS[1], document)];
}
