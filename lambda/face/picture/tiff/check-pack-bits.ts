import type { BoundedTiff } from '../bounds/bounded-file.ts';
import { COMPRESSION } from '../bounds/tiff-layout.ts';
import { segmentBytes } from '../bounds/tiff-segments.ts';
import { invalid } from '../pixels/picture.ts';

/** The length of a run that says nothing (TIFF 6.0, section 9). */
const NOTHING = 128;

/**
 * Checks that each tile of PackBits holds as many bytes as the directory promises and that no run goes beyond. libtiff cuts such
 * a run off and warns, which libvips does not see in tiles. Reads the lengths of the runs only.
 *
 * @throws PictureError `InvalidImage`
 */
export function checkPackBits(bytes: Uint8Array, { layout, segments }: BoundedTiff): void {
  if (layout.compression !== COMPRESSION.packBits || !layout.isTiled) return;
  for (const [i, { start, end }] of segments.entries()) {
    const expected = segmentBytes(layout, i);
    let size = 0;
    for (let at = start; at < end && size < expected; ) {
      const length = bytes[at++]!;
      if (length === NOTHING) continue;
      size += length < NOTHING ? length + 1 : 257 - length;
      at += length < NOTHING ? length + 1 : 1;
      if (at > end) throw invalid('damaged');
    }
    if (size !== expected) throw invalid('damaged');
  }
}
