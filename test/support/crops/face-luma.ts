import { alignCrop } from '../../../lambda/face/detection/alignment.ts';
import { QUALITY_CROP_SIZE } from '../../../lambda/face/models/manifest.ts';
import { mapLandmarks } from '../../../lambda/face/picture/pixels/geometry.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { type FaceLuma, faceLuma } from '../../../lambda/face/quality/face-luma.ts';
import { toQualityCrop } from '../../../lambda/face/quality/quality-crop.ts';
import type { DrawnFace } from '../../../lib/pictures/drawn-face.ts';
import { asSharp } from '../../../lib/pictures/encode.ts';

/** The brightness that measures see of a drawn face: its 96-pixel crop by the landmarks it was drawn at. */
export function lumaOf(face: DrawnFace): FaceLuma {
  const transform = toQualityCrop(face.landmarks);
  return faceLuma(alignCrop(face, transform, QUALITY_CROP_SIZE), transform, face);
}

/** The face with another image of the same size. */
export function redrawn(face: DrawnFace, data: Uint8Array): DrawnFace {
  return { ...face, data };
}

/** Each of the three channels of each pixel changed in the same way, cut to 0 to 255. */
export function recoloured(face: DrawnFace, change: (value: number, index: number) => number): DrawnFace {
  return redrawn(
    face,
    face.data.map((value, i) => Math.max(0, Math.min(255, Math.round(change(value, i))))),
  );
}

/** Blurred by a Gaussian of this many pixels. */
export async function blurred(face: DrawnFace, sigma: number): Promise<DrawnFace> {
  return redrawn(face, await asSharp(face).blur(sigma).raw().toBuffer());
}

/** Scaled, image and landmarks. */
export async function scaled(face: DrawnFace, factor: number): Promise<DrawnFace> {
  const size = Math.round(face.width * factor);
  const data = await asSharp(face).resize(size, size).raw().toBuffer();
  const landmarks = mapLandmarks(face.landmarks, ([x, y]) => [(x + 0.5) * factor - 0.5, (y + 0.5) * factor - 0.5]);
  return { width: size, height: size, data, landmarks };
}

/** A part of the image, with its landmarks. */
export function cropped(face: DrawnFace, left: number, top: number, width: number, height: number): DrawnFace {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * face.width + left);
    data.set(face.data.subarray(from, from + 3 * width), 3 * y * width);
  }
  return { width, height, data, landmarks: mapLandmarks(face.landmarks, ([x, y]) => [x - left, y - top]) };
}

/** Written and read again, for what compression does to an image. */
export async function recompressed(face: DrawnFace, quality: number): Promise<DrawnFace> {
  const jpeg = await asSharp(face as Picture)
    .jpeg({ quality })
    .toBuffer();
  const { default: sharp } = await import('sharp');
  return redrawn(face, await sharp(jpeg).raw().toBuffer());
}
