import sharp, { type Sharp } from 'sharp';
import type { Picture } from '../../lambda/face/picture/pixels/picture.ts';

/** The picture as sharp's input, for forms that the encoders below do not write. */
export function asSharp(picture: Picture): Sharp {
  return sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } });
}

/** @param quality 1 to 100; 92 with full chroma by default, so that tests see the drawing and not the compression */
export async function encodeJpeg(picture: Picture, quality = 92): Promise<Buffer> {
  return asSharp(picture).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
}

export async function encodePng(picture: Picture): Promise<Buffer> {
  return asSharp(picture).png().toBuffer();
}

/** @returns an uncompressed one-page TIFF */
export async function encodeTiff(picture: Picture): Promise<Buffer> {
  return asSharp(picture).tiff({ compression: 'none' }).toBuffer();
}
