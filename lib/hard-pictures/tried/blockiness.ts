import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';

/** Pixels of a side of JPEG's blocks. */
const BLOCK = 8;

/**
 * Returns how much the luma of a face jumps where JPEG's blocks meet: the mean jump from pixel to pixel along the strongest of the eight places
 * that a grid of 8 pixels may have, over the mean jump at the other seven; the mean of across and down.
 *
 * @param box x, y, width and height of the face in pixels of the image
 * @returns 1 without blocks, above 1 with them
 */
export function blockiness(picture: Picture, box: readonly [number, number, number, number]): number {
  const left = Math.max(0, Math.floor(box[0]));
  const top = Math.max(0, Math.floor(box[1]));
  const right = Math.min(picture.width, Math.ceil(box[0] + box[2]));
  const bottom = Math.min(picture.height, Math.ceil(box[1] + box[3]));
  const across = new Float64Array(BLOCK);
  const down = new Float64Array(BLOCK);
  const [acrossCount, downCount] = [new Float64Array(BLOCK), new Float64Array(BLOCK)];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const value = lumaAt(picture, x, y);
      if (x > left) {
        across[x % BLOCK]! += Math.abs(value - lumaAt(picture, x - 1, y));
        acrossCount[x % BLOCK]!++;
      }
      if (y > top) {
        down[y % BLOCK]! += Math.abs(value - lumaAt(picture, x, y - 1));
        downCount[y % BLOCK]!++;
      }
    }
  }
  return (strongest(across, acrossCount) + strongest(down, downCount)) / 2;
}

function strongest(sums: Float64Array, counts: Float64Array): number {
  const means = sums.map((sum, i) => (counts[i]! > 0 ? sum / counts[i]! : 0));
  const most = Math.max(...means);
  const rest = (means.reduce((sum, mean) => sum + mean, 0) - most) / (BLOCK - 1);
  return rest > 0 ? most / rest : 1;
}

function lumaAt({ data, width }: Picture, x: number, y: number): number {
  const p = 3 * (y * width + x);
  return 0.299 * data[p]! + 0.587 * data[p + 1]! + 0.114 * data[p + 2]!;
}
