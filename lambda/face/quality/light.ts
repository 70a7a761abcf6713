import { QUALITY_CROP_SIZE } from '../models/manifest.ts';
import type { FaceLuma } from './face-luma.ts';

/** How a face is lit, after measures of the same names in ISO/IEC 29794-5:2025 (native values of OFIQ, its reference). */
export interface LightMeasures {
  /** [0, 1]: mean luma of the face. */
  readonly luminanceMean: number;
  /** [0, 1]: share of the face brighter than luma 25; 1 is best. */
  readonly underExposurePrevention: number;
  /** [0, 1]: share of the face darker than luma 247; 1 is best. */
  readonly overExposurePrevention: number;
  /** [0, 8] bits: entropy of the luma histogram. */
  readonly dynamicRange: number;
  /** [0, 1]: what the luma histograms of the two cheeks have in common; 1 is even light. */
  readonly illuminationUniformity: number;
}

/** Of 256 levels each is a bin of its own in the histogram of the face; a cheek of 225 pixels would leave most empty. */
const CHEEK_BIN = 16;
const DARK = 25;
const BRIGHT = 247;

/** The face in a 96-pixel LightQNet crop: an ellipse from the hairline to the chin and between the cheeks. */
const FACE = { x: 47.5, y: 58, radiusX: 28, radiusY: 34 } as const;
/** The cheeks: squares of half the inter-eye distance, below the eyes, halfway to the mouth. */
const CHEEKS = [
  { x: 32.8, y: 61.7 },
  { x: 63, y: 61.7 },
] as const;
const CHEEK_SIDE = 15;

/**
 * Measures how a face is lit. What lies outside of the picture does not count.
 *
 * @param luma a 96-pixel LightQNet crop
 */
export function lightMeasures(luma: FaceLuma): LightMeasures {
  const histogram = new Uint32Array(256);
  let count = 0;
  for (const i of FACE_PIXELS) {
    if (luma.inside[i] === 0) continue;
    histogram[luma.data[i]!]!++;
    count++;
  }
  const share = (from: number, to: number): number => {
    let pixels = 0;
    for (let level = from; level <= to; level++) pixels += histogram[level]!;
    return count === 0 ? 0 : pixels / count;
  };
  let sum = 0;
  let entropy = 0;
  for (const [level, pixels] of histogram.entries()) {
    if (pixels === 0) continue;
    sum += level * pixels;
    entropy -= (pixels / count) * Math.log2(pixels / count);
  }
  return {
    luminanceMean: count === 0 ? 0 : sum / count / 255,
    underExposurePrevention: share(DARK + 1, 255),
    overExposurePrevention: share(0, BRIGHT - 1),
    dynamicRange: entropy,
    illuminationUniformity: uniformity(luma),
  };
}

function uniformity(luma: FaceLuma): number {
  const [right, left] = CHEEK_PIXELS.map((pixels) => cheekHistogram(luma, pixels));
  return right!.reduce((sum, share, bin) => sum + Math.min(share, left![bin]!), 0);
}

/** Shares of a cheek's pixels by brightness; all 0 where the cheek is outside of the picture. */
function cheekHistogram(luma: FaceLuma, pixels: Uint16Array): number[] {
  const bins = new Array<number>(256 / CHEEK_BIN).fill(0);
  let count = 0;
  for (const i of pixels) {
    if (luma.inside[i] === 0) continue;
    bins[Math.floor(luma.data[i]! / CHEEK_BIN)]!++;
    count++;
  }
  return bins.map((pixelsOfBin) => (count === 0 ? 0 : pixelsOfBin / count));
}

function pixelsWhere(belongs: (x: number, y: number) => boolean): Uint16Array {
  const pixels: number[] = [];
  const side = QUALITY_CROP_SIZE;
  for (let i = 0; i < side * side; i++) if (belongs(i % side, Math.floor(i / side))) pixels.push(i);
  return Uint16Array.from(pixels);
}

/** Indices of the face's pixels in a 96-pixel LightQNet crop. */
export const FACE_PIXELS = pixelsWhere(
  (x, y) => ((x - FACE.x) / FACE.radiusX) ** 2 + ((y - FACE.y) / FACE.radiusY) ** 2 <= 1,
);
const CHEEK_PIXELS = CHEEKS.map((cheek) =>
  pixelsWhere((x, y) => Math.abs(x - cheek.x) <= CHEEK_SIDE / 2 && Math.abs(y - cheek.y) <= CHEEK_SIDE / 2),
);
