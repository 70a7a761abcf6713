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
export const TURN = 4_000_000;

/**
 * Checks that each deflated strip or tile is a whole stream, as long as the directory promises, with the checksum of its bytes.
 * libtiff stops at the last sample and never looks at the checksum.
 *
 * @throws PictureError `InvalidImage`
 */
export async function checkDeflate(bytes: Uint8Array, { layout, segments }: BoundedTiff): Promise<void> {
  if (!isDeflated(layout)) return;
  let sinceTurn = 0;
  for (const [i, segment] of segments.entries()) {
    const expected = segmentBytes(layout, i);
    const stream = segmentData(bytes, layout, segment);
    if (expected <= AT_ONCE) inflateAtOnce(stream, expected);
    else if ((await inflatedSize(stream)) < expected) throw invalid('damaged');
    sinceTurn += expected;
    if (sinceTurn < TURN) continue;
    sinceTurn = 0;
    checkBudget();
    await new Promise(setImmediate);
  }
}

/** Whether strips or tiles are deflated. */
export function isDeflated({ compression }: TiffLayout): boolean {
  return compression === COMPRESSION.deflate || compression === COMPRESSION.oldDeflate;
}

/**
 * Inflates a strip or tile of at most `AT_ONCE` bytes, whose checksum zlib checks.
 *
 * @returns at least as many bytes as expected: some programs fill up the lowest strip
 * @throws PictureError `InvalidImage`
 */
export function inflateAtOnce(stream: Uint8Array, expected: number): Uint8Array {
  // In one piece: the usual ones of 16 KB take twice the time.
  const chunkSize = Math.max(64, expected + 64);
  let inflated: Uint8Array;
  try {
    inflated = inflateSync(stream, { chunkSize, maxOutputLength: Math.max(AT_ONCE, chunkSize) });
  } catch {
    throw invalid('damaged');
  }
  if (inflated.length < expected) throw invalid('damaged');
  return inflated;
}

function inflatedSize(stream: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    let size = 0;
    const inflate = createInflate({ chunkSize: AT_ONCE });
    inflate.on('data', (chunk: Buffer) => {
      size += chunk.length;
    });
    inflate.on('end', () => resolve(size));
    inflate.on('error', () => reject(invalid('damaged')));
    inflate.end(stream);
  });
}
