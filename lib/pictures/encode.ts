import sharp, { type Sharp } from 'sharp';
import type { Picture } from '../../lambda/face/picture/pixels/picture.ts';

/** Returns the image as input of sharp, for formats that the encoders below do not write. */
export function asSharp(picture: Picture): Sharp {
  return sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } });
}

/**
 * Returns a JPG with full chroma.
 *
 * @param quality 1 to 100; the default of 92 keeps compression from changing what tests measure
 */
export async function encodeJpeg(picture: Picture, quality = 92): Promise<Buffer> {
  return asSharp(picture).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** Returns a PNG. */
export async function encodePng(picture: Picture): Promise<Buffer> {
  return asSharp(picture).png().toBuffer();
}

/** Returns an uncompressed TIFF of one page. */
export async function encodeTiff(picture: Picture): Promise<Buffer> {
  return asSharp(picture).tiff({ compression: 'none' }).toBuffer();
}

/** Returns a BMP with 24 bits per pixel: a file header, a Windows 3 info header, and the rows from the bottom up. */
export function encodeBmp24({ width, height, data }: Picture): Buffer {
  const headers = 14 + 40;
  // Rows begin at multiples of 4 bytes.
  const stride = 4 * Math.ceil((3 * width) / 4);
  const file = Buffer.alloc(headers + stride * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(headers, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26); // planes
  file.writeUInt16LE(24, 28); // bits per pixel
  file.writeUInt32LE(stride * height, 34);
  for (let y = 0; y < height; y++) {
    const row = headers + stride * (height - 1 - y);
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      file.set([data[from + 2]!, data[from + 1]!, data[from]!], row + 3 * x);
    }
  }
  return file;
}
