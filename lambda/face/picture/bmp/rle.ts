import { invalid } from '../pixels/picture.ts';
import { type BmpHeader, damaged } from './header.ts';

/** Second byte after a 0, which means that no run follows. Larger values announce that many literal pixels. */
const END_OF_LINE = 0;
const END_OF_BITMAP = 1;
const DELTA = 2;

/** The file must contain at least this share of an image. The rest may be skipped and gets the first palette colour. */
const LEAST_SHARE = 0.5;

/** Expands the next row of the file into one palette index per pixel; `null` skips the row. */
type NextRow = (indices: Uint8Array | null) => void;

/**
 * Reads RLE4 or RLE8 ([MS-WMF] 3.1.6), row by row. Some writers pad each row to 32 bits, as rows are without compression.
 * Those pixels are cut off. Runs never lead back to an earlier row, so only one row is held.
 *
 * @returns a function to call once for each row, in the order in which the file has them
 * @throws PictureError `InvalidImage` when the data ends before the image does, when runs go farther beyond the end of
 *   a row, or when most of the image is skipped: a few bytes of skips would otherwise become an image of any size. All runs are
 *   checked here, before a row is expanded
 */
export function runLengthRows(bytes: Uint8Array, header: BmpHeader): NextRow {
  const { width, height } = header;
  const checked = new RunLengths(bytes, header);
  for (let row = 0; row < height; row++) checked.next(null);
  if (!checked.isComplete) throw invalid('truncated');
  if (checked.painted < LEAST_SHARE * width * height) throw damaged();
  const rows = new RunLengths(bytes, header);
  return (indices) => rows.next(indices);
}

/** A place in the run lengths of a file. */
class RunLengths {
  readonly #bytes: Uint8Array;
  readonly #header: BmpHeader;
  #at: number;
  #x = 0;
  #y = 0;
  #ended = false;
  /** How many rows have been asked for. */
  #rows = 0;
  /** Pixels of the image that were not skipped. */
  painted = 0;

  constructor(bytes: Uint8Array, header: BmpHeader) {
    this.#bytes = bytes;
    this.#header = header;
    this.#at = header.pixelOffset;
  }

  /** @throws PictureError `InvalidImage` when the data ends within a literal or a skip */
  next(indices: Uint8Array | null): void {
    indices?.fill(0);
    while (this.#y === this.#rows && !this.#ended && this.#at + 2 <= this.#bytes.length) {
      const count = this.#bytes[this.#at]!;
      const value = this.#bytes[this.#at + 1]!;
      this.#at += 2;
      if (count > 0) this.#run(count, value, indices);
      else if (value === END_OF_LINE) {
        this.#x = 0;
        this.#y++;
      } else if (value === END_OF_BITMAP) this.#ended = true;
      else if (value === DELTA) this.#skip();
      else this.#literal(value, indices);
    }
    this.#rows++;
  }

  /** Whether the data covers the whole image. If the writer forgot the end marker, the last pixel is painted. */
  get isComplete(): boolean {
    const { width, height } = this.#header;
    return this.#ended || this.#y >= height || (this.#y === height - 1 && this.#x === width);
  }

  #run(count: number, value: number, indices: Uint8Array | null): void {
    const end = this.#painting(count);
    if (indices !== null && this.#header.encoding === 'rle8') indices.fill(value, this.#x, end);
    else if (indices !== null) fillAlternating(indices, this.#x, end, value >> 4, value & 15);
    this.#x = end;
  }

  #literal(count: number, indices: Uint8Array | null): void {
    const isNibbles = this.#header.encoding === 'rle4';
    const size = isNibbles ? (count + 1) >> 1 : count;
    this.#expect(size);
    const end = this.#painting(count);
    if (indices !== null) {
      for (let i = 0; this.#x + i < end; i++) {
        indices[this.#x + i] = isNibbles
          ? (this.#bytes[this.#at + (i >> 1)]! >> (i & 1 ? 0 : 4)) & 15
          : this.#bytes[this.#at + i]!;
      }
    }
    this.#x = end;
    // Literal pixels are padded to 16 bits.
    this.#at += size + (size & 1);
  }

  #skip(): void {
    this.#expect(2);
    this.#x = this.#within(this.#x + this.#bytes[this.#at]!);
    this.#y += this.#bytes[this.#at + 1]!;
    this.#at += 2;
  }

  /** Counts pixels as painted. Returns where they end, at most at the end of the row. */
  #painting(count: number): number {
    const end = this.#within(this.#x + count);
    this.painted += end - this.#x;
    return end;
  }

  #within(end: number): number {
    const { width, bitsPerPixel } = this.#header;
    if (end > Math.ceil((width * bitsPerPixel) / 32) * (32 / bitsPerPixel)) throw damaged();
    return Math.min(end, width);
  }

  #expect(bytes: number): void {
    if (this.#at + bytes > this.#bytes.length) throw invalid('truncated');
  }
}

function fillAlternating(indices: Uint8Array, from: number, to: number, first: number, second: number): void {
  for (let i = from; i < to; i += 2) indices[i] = first;
  for (let i = from + 1; i < to; i += 2) indices[i] = second;
}
