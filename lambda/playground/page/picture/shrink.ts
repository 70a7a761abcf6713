import { canvasFile } from './camera.ts';

/** Longest sides to try, in pixels; a face that fills a third of the smallest has enough for the models. */
const SIDES = [3000, 2400, 1800, 1200];
const QUALITY = 0.9;

/** A smaller copy of an image. */
export interface Shrunk {
  readonly file: File;
  readonly width: number;
  readonly height: number;
}

/**
 * Makes a copy that is small enough to send, here in the browser: upright, as JPEG, of no more pixels than there were.
 *
 * @param maxBytes of the copy
 * @throws Error where the browser cannot read the image
 */
export async function shrink(file: File, maxBytes: number): Promise<Shrunk> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    for (const side of SIDES) {
      const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      const context = canvas.getContext('2d');
      if (context === null) break;
      context.imageSmoothingQuality = 'high';
      context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const copy = await canvasFile(canvas, `${file.name.replace(/\.\w+$/, '')}-small.jpg`, QUALITY);
      if (copy !== null && copy.size <= maxBytes) return { file: copy, width: canvas.width, height: canvas.height };
    }
  } finally {
    bitmap.close();
  }
  throw new Error('The photo cannot be made small enough here.');
}
