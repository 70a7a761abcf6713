import type { BoundedTiff } from '../bounds/bounded-file.ts';
import { COMPRESSION } from '../bounds/tiff-layout.ts';
import { segmentBytes } from '../bounds/tiff-segments.ts';
import { invalid } from '../pixels/picture.ts';
import { segmentData } from './segment-data.ts';

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
  for (const [i, segment] of segments.entries()) {
    const data = segmentData(bytes, layout, segment);
    const expected = segmentBytes(layout, i);
    let size = 0;
    for (let at = 0; at < data.length && size < expected; ) {
      const length = data[at++]!;
      if (length === NOTHING) continue;
      size += length < NOTHING ? length + 1 : 257 - length;
      at += length < NOTHING ? length + 1 : 1;
      if (at > data.length) throw invalid('damaged');
    }
    if (size !== expected) throw invalid('damaged');
  }
}
