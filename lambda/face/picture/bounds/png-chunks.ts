export const SIGNATURE_BYTES = 8;
/** Length, type and checksum of a chunk. */
const CHUNK_FRAME = 12;

export interface PngChunk {
  readonly type: string;
  /** The whole chunk, length and checksum included. */
  readonly start: number;
  readonly end: number;
}

/** Returns the chunks of a PNG up to the end of the file, in which the last one may be cut off. */
export function pngChunks(bytes: Uint8Array): readonly PngChunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  for (let start = SIGNATURE_BYTES; start + 8 <= bytes.length; ) {
    const [a, b, c, d] = [bytes[start + 4]!, bytes[start + 5]!, bytes[start + 6]!, bytes[start + 7]!];
    const type = String.fromCharCode(a, b, c, d);
    const end = Math.min(bytes.length, start + CHUNK_FRAME + view.getUint32(start));
    chunks.push({ type, start, end });
    start = end;
  }
  return chunks;
}
