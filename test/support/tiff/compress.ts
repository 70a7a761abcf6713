import { deflateSync } from 'node:zlib';

/** Values of the tag compression that are written here. */
export const COMPRESSIONS = {
  none: 1,
  LZW: 5,
  deflate: 8,
  'deflate of the old number': 32_946,
  PackBits: 32_773,
} as const;
export type CompressionName = keyof typeof COMPRESSIONS;

/** Compresses the bytes of a strip or tile. */
export function compress(bytes: Buffer, name: CompressionName): Buffer {
  if (name === 'none') return bytes;
  if (name === 'LZW') return lzw(bytes);
  return name === 'PackBits' ? packBits(bytes) : deflateSync(bytes);
}

/** Runs of literals and of equal bytes (TIFF 6.0, section 9). */
function packBits(bytes: Buffer): Buffer {
  const parts: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let end = at + 1;
    while (end < bytes.length && end - at < 128 && bytes[end] === bytes[at]) end++;
    if (end - at > 2) parts.push(257 - (end - at), bytes[at]!);
    else {
      end = Math.min(bytes.length, at + 100);
      parts.push(end - at - 1, ...bytes.subarray(at, end));
    }
    at = end;
  }
  return Buffer.from(parts);
}

const [CLEAR, END, FIRST] = [256, 257, 258];

/** LZW with the highest bit first, and codes that become longer one entry early (TIFF 6.0, section 13). */
function lzw(bytes: Buffer): Buffer {
  const out: number[] = [];
  let [held, bits] = [0, 0];
  let size = 9;
  const put = (code: number) => {
    held = (held << size) | code;
    for (bits += size; bits >= 8; bits -= 8) out.push((held >> (bits - 8)) & 255);
    held &= (1 << bits) - 1;
  };
  let table = new Map<string, number>();
  let next = FIRST;
  const codeOf = (text: string) => (text.length === 1 ? text.charCodeAt(0) : table.get(text)!);
  put(CLEAR);
  let word = '';
  for (const byte of bytes) {
    const longer = word + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      word = longer;
      continue;
    }
    put(codeOf(word));
    table.set(longer, next++);
    if (next === 4095) {
      put(CLEAR);
      table = new Map();
      [next, size] = [FIRST, 9];
    } else if (next + 1 > 2 ** size) size++;
    word = String.fromCharCode(byte);
  }
  put(codeOf(word));
  if (next + 2 > 2 ** size) size++;
  put(END);
  if (bits > 0) out.push((held << (8 - bits)) & 255);
  return Buffer.from(out);
}
