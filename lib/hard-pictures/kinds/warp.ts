import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import type { Colour } from '../../pictures/drawing.ts';

/**
 * An image seen through a map of places, sampled bilinearly.
 *
 * @param from place in `picture` (pixel centres at whole numbers) of each place of the new image
 * @param background what lies outside of `picture`
 */
function warp(
  picture: Picture,
  width: number,
  height: number,
  from: (x: number, y: number) => readonly [number, number],
  background: Colour,
): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 3) {
      const [u, v] = from(x, y);
      const u0 = Math.floor(u);
      const v0 = Math.floor(v);
      for (let c = 0; c < 3; c++) {
        const top = mixed(at(u0, v0, c), at(u0 + 1, v0, c), u - u0);
        const bottom = mixed(at(u0, v0 + 1, c), at(u0 + 1, v0 + 1, c), u - u0);
        data[p + c] = Math.round(mixed(top, bottom, v - v0));
      }
    }
  }
  return { width, height, data };

  function at(u: number, v: number, c: number): number {
    const inside = u >= 0 && v >= 0 && u < picture.width && v < picture.height;
    return inside ? picture.data[3 * (v * picture.width + u) + c]! : background[c]!;
  }
}

function mixed(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/**
 * Turns an image clockwise by any angle, on a canvas large enough to lose nothing.
 *
 * @param background fills the corners
 */
export function turn(picture: Picture, degrees: number, background: Colour): Picture {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const spread = (a: number, b: number) => Math.max(1, Math.round(Math.abs(a * cos) + Math.abs(b * sin)));
  const width = spread(picture.width, picture.height);
  const height = spread(picture.height, picture.width);
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  const [px, py] = [(picture.width - 1) / 2, (picture.height - 1) / 2];
  return warp(
    picture,
    width,
    height,
    (x, y) => [cos * (x - cx) + sin * (y - cy) + px, cos * (y - cy) - sin * (x - cx) + py],
    background,
  );
}
