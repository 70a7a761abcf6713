import type { Picture } from '../../lambda/face/picture/pixels/picture.ts';

/** An empty image of one colour to paste others into. */
export function canvas(width: number, height: number, colour: readonly [number, number, number]): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i++) data[i] = colour[i % 3]!;
  return { width, height, data };
}

/** Copies an image into another with its upper left corner at (left, top); what lies outside is dropped. */
export function paste(target: Picture, source: Picture, left: number, top: number): void {
  const x0 = Math.max(0, left);
  const x1 = Math.min(target.width, left + source.width);
  if (x0 >= x1) return;
  for (let y = Math.max(0, top); y < Math.min(target.height, top + source.height); y++) {
    const from = 3 * ((y - top) * source.width + x0 - left);
    target.data.set(source.data.subarray(from, from + 3 * (x1 - x0)), 3 * (y * target.width + x0));
  }
}
