import { PICTURE_FIELDS } from '../../../lambda/contract/fields.ts';
import { multipartBody } from '../multipart.ts';

/** A request as a library writes it to its socket. */
export interface WireRecording {
  /** Library and version, and what of it. */
  readonly client: string;
  /** "recorded" from the client itself, or "reconstructed", and from what. */
  readonly origin: string;
  /** Request line and headers in the order and letters of the library; {host}, {token}, {length} are filled in. */
  readonly head: readonly string[];
  readonly boundary: string;
  /** Headers of a part with so many bytes. */
  readonly part: (field: string, size: number) => readonly string[];
  /** Ends delimiters and headers of parts but the last one; CR LF by default. */
  readonly headerEnds?: '\n';
  /** Sends the body in chunks of this many bytes, their lengths in these letters. */
  readonly chunks?: { readonly bytes: number; readonly digits: 'upper' | 'lower' };
}

/** The body that a client writes for two images, before it is sent in chunks. */
export function wireBody(recording: WireRecording, pictures: readonly [Buffer, Buffer]): Buffer {
  const { boundary, headerEnds } = recording;
  const parts = PICTURE_FIELDS.map((field, i) => {
    const content = pictures[i]!;
    return { headers: recording.part(field, content.length), content };
  });
  if (headerEnds === undefined) return multipartBody(parts, boundary);
  const written = parts.flatMap(({ headers, content }) => [
    Buffer.from(`--${boundary}${headerEnds}${headers.join(headerEnds)}\r\n\r\n`),
    content,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...written, Buffer.from(`--${boundary}--`)]);
}

/** The bytes of a recording for two images: what goes out at once, and what waits for "100 Continue" where it asks. */
export function wireBytes(
  recording: WireRecording,
  pictures: readonly [Buffer, Buffer],
  host: string,
  token: string,
): { readonly head: Buffer; readonly body: Buffer; readonly waits: boolean } {
  const { chunks } = recording;
  const plain = wireBody(recording, pictures);
  const values: Record<string, string> = { host, token, length: String(plain.length) };
  const lines = recording.head.map((line) => line.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!));
  return {
    head: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`),
    body: chunks === undefined ? plain : chunked(plain, chunks.bytes, chunks.digits),
    waits: recording.head.includes('Expect: 100-continue'),
  };
}

function chunked(body: Buffer, bytes: number, digits: 'upper' | 'lower'): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; at += bytes) {
    const piece = body.subarray(at, at + bytes);
    const length = piece.length.toString(16);
    pieces.push(Buffer.from(`${digits === 'upper' ? length.toUpperCase() : length}\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}
