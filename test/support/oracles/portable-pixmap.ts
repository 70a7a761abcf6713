import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';

/** Returns the image as a file that Netpbm, ImageMagick and cjpeg read. */
export function encodePpm({ width, height, data }: Picture): Buffer {
  return Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`, 'latin1'), data]);
}

/** Reads a PPM or PGM of 8 bits without comments; grey becomes RGB. */
export function decodePpm(bytes: Buffer): Picture {
  const [header, kind, width, height] = /^P([56])\s(\d+)\s(\d+)\s255\s/.exec(bytes.toString('latin1', 0, 40)) ?? [];
  if (header === undefined) throw new Error('Expected a PPM or PGM of 8 bits without comments.');
  const data = bytes.subarray(header.length);
  const rgb = kind === '6' ? data : Buffer.from(Array.from(data).flatMap((level) => [level, level, level]));
  return { width: Number(width), height: Number(height), data: rgb };
}
