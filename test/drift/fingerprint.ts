import type { Picture } from '../../lambda/face/picture/pixels/picture.ts';

/** What is kept of an image: enough to see that it changed, far too little to see what it shows. Strings, for a short file. */
export interface Fingerprint {
  readonly size: string;
  /** Mean red, green and blue of 6 x 6 cells, two hexadecimal digits each. */
  readonly grid: string;
  /** Mean difference of neighbouring values along the rows: what another resampling changes first. */
  readonly detail: number;
}

const CELLS = 6;

export function fingerprint(picture: Picture): Fingerprint {
  const { width, height, data } = picture;
  const sums = new Float64Array(3 * CELLS * CELLS);
  const counts = new Float64Array(CELLS * CELLS);
  let differences = 0;
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 3) {
      const cell = Math.floor((y * CELLS) / height) * CELLS + Math.floor((x * CELLS) / width);
      counts[cell]!++;
      for (let c = 0; c < 3; c++) {
        sums[3 * cell + c]! += data[p + c]!;
        if (x > 0) differences += Math.abs(data[p + c]! - data[p + c - 3]!);
      }
    }
  }
  const means = sums.map((sum, i) => Math.round(sum / counts[Math.floor(i / 3)]!));
  return {
    size: `${width}x${height}`,
    grid: Buffer.from(Uint8Array.from(means)).toString('hex'),
    detail: Number((differences / (3 * height * (width - 1))).toFixed(3)),
  };
}

/** The largest difference between two grids, in grey levels. */
export function gridDifference(a: Fingerprint, b: Fingerprint): number {
  const [x, y] = [Buffer.from(a.grid, 'hex'), Buffer.from(b.grid, 'hex')];
  return x.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i]!)), 0);
}
