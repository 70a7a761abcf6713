import type { Picture } from '../pixels/picture.ts';

const TIFF_HEADER = 8;
const TIFF_ENTRY = 12;
/** Rows of a strip; libvips holds one at a time. */
const STRIP_ROWS = 64;
const TIFF_SHORT = 3;
const TIFF_LONG = 4;
const TIFF_UNDEFINED = 7;

/**
 * Returns an image as an uncompressed TIFF with a colour profile: the one form of raw pixels in which libvips takes a
 * profile from memory.
 */
export function tiffWithProfile({ width, height, data }: Picture, profile: Uint8Array): Buffer {
  const strips = Math.ceil(height / STRIP_ROWS);
  const stripBytes = 3 * width * STRIP_ROWS;
  const bits = TIFF_HEADER;
  const offsets = bits + 8;
  const counts = offsets + 4 * strips;
  const profileAt = counts + 4 * strips;
  const directory = profileAt + profile.length + (profile.length & 1);
  const single = (at: number) => (strips === 1 ? at : undefined);
  const pixelsOf = (entries: number) => directory + 2 + TIFF_ENTRY * entries + 4;
  const entries: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, TIFF_LONG, 1, width],
    [257, TIFF_LONG, 1, height],
    [258, TIFF_SHORT, 3, bits],
    [259, TIFF_SHORT, 1, 1],
    [262, TIFF_SHORT, 1, 2],
    [273, TIFF_LONG, strips, single(pixelsOf(11)) ?? offsets],
    [277, TIFF_SHORT, 1, 3],
    [278, TIFF_LONG, 1, STRIP_ROWS],
    [279, TIFF_LONG, strips, single(data.length) ?? counts],
    [284, TIFF_SHORT, 1, 1],
    [34_675, TIFF_UNDEFINED, profile.length, profileAt],
  ];
  const pixels = pixelsOf(entries.length);
  const tiff = Buffer.alloc(pixels + data.length);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(directory, 4);
  for (const at of [bits, bits + 2, bits + 4]) tiff.writeUInt16LE(8, at);
  for (let strip = 0; strip < strips; strip++) {
    tiff.writeUInt32LE(pixels + strip * stripBytes, offsets + 4 * strip);
    tiff.writeUInt32LE(Math.min(stripBytes, data.length - strip * stripBytes), counts + 4 * strip);
  }
  tiff.set(profile, profileAt);
  tiff.writeUInt16LE(entries.length, directory);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    const at = directory + 2 + TIFF_ENTRY * i;
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  }
  tiff.set(data, pixels);
  return tiff;
}
