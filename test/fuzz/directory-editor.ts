/** An entry of the directory. */
interface TiffPlace {
  readonly at: number;
  readonly tag: number;
  readonly type: number;
  readonly count: number;
}

/** A copy of a TIFF or BigTIFF whose first directory is read and written, damaged or not. */
export class DirectoryEditor {
  readonly bytes: Buffer;
  readonly #little: boolean;
  readonly #isBig: boolean;
  readonly entries: readonly TiffPlace[];

  constructor(original: Buffer) {
    this.bytes = Buffer.from(original);
    this.#little = original[0] === 0x49;
    this.#isBig = this.read(2, 2) === 43;
    const start = this.#isBig ? this.read(8, 8) : this.read(4, 4);
    const count = this.#isBig ? this.read(start, 8) : this.read(start, 2);
    const first = start + (this.#isBig ? 8 : 2);
    const size = this.#isBig ? 20 : 12;
    this.entries = Array.from({ length: Math.min(count, 100) }, (_, i) => {
      const at = first + i * size;
      return { at, tag: this.read(at, 2), type: this.read(at + 2, 2), count: this.read(at + 4, this.wordBytes) };
    });
  }

  get wordBytes(): 4 | 8 {
    return this.#isBig ? 8 : 4;
  }

  read(at: number, size: number): number {
    if (at + size > this.bytes.length) return 0;
    if (size === 8) return Number(this.#little ? this.bytes.readBigUInt64LE(at) : this.bytes.readBigUInt64BE(at));
    return this.#little ? this.bytes.readUIntLE(at, size) : this.bytes.readUIntBE(at, size);
  }

  write(value: number, at: number, size: number): void {
    if (at + size > this.bytes.length) return;
    if (size === 8 && this.#little) this.bytes.writeBigUInt64LE(BigInt(value), at);
    else if (size === 8) this.bytes.writeBigUInt64BE(BigInt(value), at);
    else if (this.#little) this.bytes.writeUIntLE(value % 2 ** (8 * size), at, size);
    else this.bytes.writeUIntBE(value % 2 ** (8 * size), at, size);
  }

  /** The entries with one of these tags. */
  of(...tags: readonly number[]): readonly TiffPlace[] {
    return this.entries.filter(({ tag }) => tags.includes(tag));
  }

  /** Where the values of an entry stand, and the bytes of one. */
  values({ at, type, count }: TiffPlace): { readonly at: number; readonly size: 2 | 4 | 8; readonly count: number } {
    const size = type === 3 ? 2 : type === 16 ? 8 : 4;
    const inside = at + 4 + this.wordBytes;
    const fits = size * count <= this.wordBytes;
    return { at: fits ? inside : this.read(inside, this.wordBytes), size, count: Math.min(count, 10_000) };
  }

  /** Writes the single value of an entry. */
  set(tag: number, value: number): void {
    for (const entry of this.of(tag)) {
      const { at, size } = this.values(entry);
      this.write(value, at, size);
    }
  }
}
