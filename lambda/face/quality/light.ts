import type { FaceLuma } from './face-luma.ts';
import { CHEEK_PIXELS, FACE_PIXELS } from './face-mask.ts';

/** The light on a face, after the measures of the same names in ISO/IEC 29794-5:2025 (native values of OFIQ, its reference). */
export interface LightMeasures {
  /** [0, 1]: mean luma of the face. */
  readonly luminanceMean: number;
  /** [0, 0.25]: variance of the face's luma as a share of 255. */
  readonly luminanceVariance: number;
  /** [0, 1]: share of the face at luma 25 and darker; 0 is best. */
  readonly underExposurePrevention: number;
  /** [0, 1]: share of the face at luma 247 and brighter; 0 is best. */
  readonly overExposurePrevention: number;
  /** [0, 8] bits: entropy of the luma histogram. */
  readonly dynamicRange: number;
  /** [0, 1]: the share that the luma histograms of the two cheeks have in common; 1 is even light. */
  readonly illuminationUniformity: number;
}

/** Levels of luma in a bin of a cheek's histogram: of 256 bins, the 225 pixels of a cheek would leave most empty. */
const CHEEK_BIN = 16;
const DARK = 25;
const BRIGHT = 247;

/**
 * Returns how a face is lit. Pixels outside of the image do not count.
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
  let squares = 0;
  let entropy = 0;
  for (const [level, pixels] of histogram.entries()) {
    if (pixels === 0) continue;
    sum += level * pixels;
    squares += level * level * pixels;
    entropy -= (pixels / count) * Math.log2(pixels / count);
  }
  const mean = count === 0 ? 0 : sum / count / 255;
  return {
    luminanceMean: mean,
    luminanceVariance: count === 0 ? 0 : Math.max(0, squares / count / 255 ** 2 - mean ** 2),
    underExposurePrevention: share(0, DARK),
    overExposurePrevention: share(BRIGHT, 255),
    dynamicRange: entropy,
    illuminationUniformity: uniformity(luma),
  };
}

function uniformity(luma: FaceLuma): number {
  const [right, left] = CHEEK_PIXELS.map((pixels) => cheekHistogram(luma, pixels));
  return right!.reduce((sum, share, bin) => sum + Math.min(share, left![bin]!), 0);
}

/** Returns the shares of a cheek's pixels by brightness; all 0 where the cheek lies outside of the image. */
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
