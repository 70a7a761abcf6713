/** Writes numbers bit by bit, the lowest bit first. */
class BitWriter {
  readonly #bytes: number[] = [];
  #bits = 0;

  put(value: number, count: number): void {
    for (let i = 0; i < count; i++, this.#bits++) {
      if (this.#bits % 8 === 0) this.#bytes.push(0);
      this.#bytes[this.#bits >> 3]! |= ((value >> i) & 1) << (this.#bits % 8);
    }
  }

  get bytes(): Buffer {
    return Buffer.from(this.#bytes);
  }
}

/** A prefix code of one symbol. */
function oneSymbol(to: BitWriter, symbol: number): void {
  to.put(1, 2);
  to.put(symbol > 1 ? 1 : 0, 1);
  to.put(symbol, symbol > 1 ? 8 : 1);
}

/** A prefix code in which each of the first 256 symbols has its own 8 bits, mirrored. */
function codeOfBytes(to: BitWriter, symbols: number): void {
  to.put(0, 1);
  // Lengths of the codes of lengths, in the order 17, 18, 0 to 5, 16, 6 to 8: 8 has one bit, 0 and 18 have two.
  to.put(12 - 4, 4);
  for (const length of [0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1]) to.put(length, 3);
  to.put(0, 1);
  for (let i = 0; i < 256; i++) to.put(0, 1);
  let left = symbols - 256;
  // 18 repeats the length 0 at least eleven times.
  if (left >= 11) {
    to.put(0b11, 2);
    to.put(left - 11, 7);
    left = 0;
  }
  for (; left > 0; left--) to.put(0b01, 2);
}

const mirrored = (byte: number): number =>
  Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2);

/** A black image of lossless WebP in which each 4 x 4 pixels have their own prefix codes (RFC 9649, section 3). */
export function manyPrefixCodes(side: number): Buffer {
  const to = new BitWriter();
  to.put(0x2f, 8);
  to.put(side - 1, 14);
  to.put(side - 1, 14);
  // No alpha, version 0, no transform, no colour cache; groups of prefix codes for each 4 x 4 pixels.
  to.put(0, 6);
  to.put(1, 1);
  to.put(0, 3);
  to.put(0, 1);
  const groups = (side / 4) ** 2;
  codeOfBytes(to, 280);
  codeOfBytes(to, 256);
  for (const symbol of [0, 255, 0]) oneSymbol(to, symbol);
  for (let i = 0; i < groups; i++) {
    to.put(mirrored(i & 255), 8);
    to.put(mirrored(i >> 8), 8);
  }
  for (let i = 0; i < groups; i++) for (const symbol of [0, 0, 0, 255, 0]) oneSymbol(to, symbol);
  const data = to.bytes;
  const head = Buffer.alloc(20);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(12 + data.length + (data.length & 1), 4);
  head.write('WEBPVP8L', 8, 'latin1');
  head.writeUInt32LE(data.length, 16);
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
}
