import type { Picture } from '../../lambda/face/picture/pixels/picture.ts';

export interface TiffPage {
  readonly width: number;
  readonly height: number;
  /** Samples in the file's byte order, row by row, uncompressed. */
  readonly data: Uint8Array;
  readonly samplesPerPixel: number;
  readonly bitsPerSample: number;
  /** 0 white is zero, 1 black is zero, 2 RGB (TIFF 6.0, tag 262). */
  readonly photometric: number;
  /** 1 unsigned integer, 2 signed integer, 3 floating point (tag 339). */
  readonly sampleFormat?: number;
  /** 1 to 8 (tag 274). */
  readonly orientation?: number;
}

/** @returns an RGB page for {@link encodeTiffPages} */
export function tiffPage(picture: Picture, orientation = 1): TiffPage {
  return { ...picture, samplesPerPixel: 3, bitsPerSample: 8, photometric: 2, orientation };
}

const SHORT = 3;
const LONG = 4;

/**
 * Writes an uncompressed TIFF of any number of pages, each directory before its pixels, so that a file cut off in the
 * middle still has a complete header.
 */
export function encodeTiffPages(pages: readonly TiffPage[], bigEndian = false): Buffer {
  const u16 = (value: number) => number(value, 2, bigEndian);
  const u32 = (value: number) => number(value, 4, bigEndian);
  const parts = [Buffer.from(bigEndian ? 'MM' : 'II', 'latin1'), u16(42), u32(8)];
  let at = 8;
  pages.forEach((page, index) => {
    const entries: [number, number, number[]][] = [
      [256, LONG, [page.width]],
      [257, LONG, [page.height]],
      [258, SHORT, Array(page.samplesPerPixel).fill(page.bitsPerSample)],
      [259, SHORT, [1]],
      [262, SHORT, [page.photometric]],
      [273, LONG, [0]],
      [274, SHORT, [page.orientation ?? 1]],
      [277, SHORT, [page.samplesPerPixel]],
      [278, LONG, [page.height]],
      [279, LONG, [page.data.length]],
      [339, SHORT, Array(page.samplesPerPixel).fill(page.sampleFormat ?? 1)],
    ];
    const directoryEnd = at + 2 + 12 * entries.length + 4;
    const outside: Buffer[] = [];
    let outsideAt = directoryEnd;
    const longest = page.samplesPerPixel * 2;
    const pixelsAt = directoryEnd + (longest > 4 ? 2 * longest : 0);
    parts.push(u16(entries.length));
    for (const [tag, type, values] of entries) {
      const given = tag === 273 ? [pixelsAt] : values;
      const value = Buffer.concat(given.map(type === SHORT ? u16 : u32));
      parts.push(u16(tag), u16(type), u32(given.length));
      if (value.length <= 4) {
        parts.push(value, Buffer.alloc(4 - value.length));
      } else {
        parts.push(u32(outsideAt));
        outside.push(value);
        outsideAt += value.length;
      }
    }
    // Directories begin at even offsets.
    const padding = Buffer.alloc(page.data.length & 1);
    at = pixelsAt + page.data.length + padding.length;
    parts.push(u32(index + 1 < pages.length ? at : 0), ...outside, Buffer.from(page.data), padding);
  });
  return Buffer.concat(parts);
}

function number(value: number, bytes: 2 | 4, bigEndian: boolean): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (bigEndian) buffer.writeUIntBE(value, 0, bytes);
  else buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}
