import { createInflate, inflateSync } from 'node:zlib';
import { checkBudget } from '../../budget/work-budget.ts';
import type { BoundedTiff } from '../bounds/bounded-file.ts';
import { COMPRESSION } from '../bounds/tiff-layout.ts';
import { segmentBytes } from '../bounds/tiff-segments.ts';
import { invalid } from '../pixels/picture.ts';
import { segmentData } from './segment-data.ts';

/** Bytes up to which a strip or tile is inflated at once; a longer one passes through a buffer of that size. */
const AT_ONCE = 1_000_000;
/** Bytes after which other work gets its turn. */
const TURN = 4_000_000;
/** What inflating a strip or tile costs besides its bytes, in bytes that take as long. */
const EACH = 4_000;
/**
 * Bytes that all strips or tiles together may hold beyond what the directory promises, so that 4 MB of them do not inflate to
 * 4 GB. Some programs fill up the lowest strip of a plane; that is allowed besides.
 */
const MAX_SURPLUS = 1_000_000;

/**
 * Checks that each deflated strip or tile is a whole stream, as long as the directory promises, with the checksum of its bytes.
 * libtiff stops at the last sample and never looks at the checksum.
 *
 * @throws PictureError `InvalidImage`
 */
export async function checkDeflate(bytes: Uint8Array, { layout, segments }: BoundedTiff): Promise<void> {
  if (layout.compression !== COMPRESSION.deflate && layout.compression !== COMPRESSION.oldDeflate) return;
  const whole = segmentBytes(layout, 0);
  let surplus = MAX_SURPLUS;
  let sinceTurn = 0;
  for (const [i, segment] of segments.entries()) {
    const expected = segmentBytes(layout, i);
    const stream = segmentData(bytes, layout, segment);
    const most = whole + surplus;
    const size = expected <= AT_ONCE ? inflatedAtOnce(stream, expected, most) : await inflatedSize(stream, most);
    if (size < expected) throw invalid('damaged');
    surplus -= Math.max(0, size - whole);
    sinceTurn += size + EACH;
    if (sinceTurn < TURN) continue;
    sinceTurn = 0;
    checkBudget();
    await new Promise(setImmediate);
  }
}

/** Returns the bytes of an inflated stream, `most` of them at most. */
function inflatedAtOnce(stream: Uint8Array, expected: number, most: number): number {
  try {
    // In one piece: the usual ones of 16 KB take twice the time.
    return inflateSync(stream, { chunkSize: Math.max(64, expected + 64), maxOutputLength: most + 64 }).length;
  } catch {
    throw invalid('damaged');
  }
}

/** The same, in pieces. */
function inflatedSize(stream: Uint8Array, most: number): Promise<number> {
  return new Promise((resolve, reject) => {
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
}
