import { createInflate, inflateSync } from 'node:zlib';
import { checkBudget } from '../../budget/work-budget.ts';
import type { BoundedTiff } from '../bounds/bounded-file.ts';
import { COMPRESSION, type TiffLayout } from '../bounds/tiff-layout.ts';
import { segmentBytes } from '../bounds/tiff-segments.ts';
import { invalid } from '../pixels/picture.ts';
import { segmentData } from './segment-data.ts';

/** Bytes up to which a strip or tile is inflated at once; a longer one passes through a buffer of that size. */
export const AT_ONCE = 1_000_000;
/** Bytes after which other work gets its turn. */
const TURN = 4_000_000;
/** What inflating a strip or tile costs besides its bytes, in bytes that take as long. */
const EACH = 4_000;
/**
 * Bytes that all strips or tiles together may hold beyond what the directory promises, so that 4 MB of them do not inflate to
 * 4 GB. Some programs fill up the lowest strip of a plane; that is allowed besides.
 */
const MAX_SURPLUS = 1_000_000;

/** Counts what the strips or tiles of one file inflate to. */
export class Inflation {
  readonly #whole: number;
  #surplus = MAX_SURPLUS;
  #sinceTurn = 0;

  constructor(layout: TiffLayout) {
    this.#whole = segmentBytes(layout, 0);
  }

  /** Bytes that the next strip or tile may hold. */
  get most(): number {
    return this.#whole + this.#surplus;
  }

  /**
   * Counts a strip or tile, and gives other work its turn from time to time.
   *
   * @throws OverBudgetError where the request has no processor time left
   */
  async add(size: number): Promise<void> {
    this.#surplus -= Math.max(0, size - this.#whole);
    this.#sinceTurn += size + EACH;
    if (this.#sinceTurn < TURN) return;
    this.#sinceTurn = 0;
    checkBudget();
    await new Promise(setImmediate);
  }
}

/**
 * Checks that each deflated strip or tile is a whole stream, as long as the directory promises, with the checksum of its bytes.
 * libtiff stops at the last sample and never looks at the checksum.
 *
 * @throws PictureError `InvalidImage`
 */
export async function checkDeflate(bytes: Uint8Array, { layout, segments }: BoundedTiff): Promise<void> {
  if (!isDeflated(layout)) return;
  const inflation = new Inflation(layout);
  for (const [i, segment] of segments.entries()) {
    const expected = segmentBytes(layout, i);
    const stream = segmentData(bytes, layout, segment);
    const { most } = inflation;
    const isShort = expected <= AT_ONCE;
    const size = isShort ? inflateAtOnce(stream, expected, most).length : await inflatedSize(stream, expected, most);
    await inflation.add(size);
  }
}

/** Whether strips or tiles are deflated. */
export function isDeflated({ compression }: TiffLayout): boolean {
  return compression === COMPRESSION.deflate || compression === COMPRESSION.oldDeflate;
}

/**
 * Inflates a strip or tile of which at most `AT_ONCE` bytes are expected. zlib checks its checksum.
 *
 * @param most bytes that it may hold
 * @returns at least as many bytes as expected: some programs fill up the lowest strip
 * @throws PictureError `InvalidImage`
 */
export function inflateAtOnce(stream: Uint8Array, expected: number, most: number): Uint8Array {
  let inflated: Uint8Array;
  try {
    // In one piece: the usual ones of 16 KB take twice the time.
    inflated = inflateSync(stream, { chunkSize: Math.max(64, expected + 64), maxOutputLength: most + 64 });
  } catch {
    throw invalid('damaged');
  }
  if (inflated.length < expected) throw invalid('damaged');
  return inflated;
}

/** Returns how many bytes a stream inflates to, without holding them. */
async function inflatedSize(stream: Uint8Array, expected: number, most: number): Promise<number> {
  const total = await new Promise<number>((resolve, reject) => {
    let size = 0;
    const inflate = createInflate({ chunkSize: AT_ONCE });
    inflate.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) inflate.destroy(invalid('damaged'));
    });
    inflate.on('end', () => resolve(size));
    inflate.on('error', () => reject(invalid('damaged')));
    inflate.end(stream);
  });
  if (total < expected) throw invalid('damaged');
  return total;
}
