import type { FaceLuma } from '../quality/face-luma.ts';
import { type GreyPlane, halve, registerPlane } from './image-registration.ts';

/** The least correlation of the two crops of a copy before registration, and after it. */
const MIN_AT_FIRST = 0.5;
const MIN_REGISTERED = 0.95;
/**
 * The least correlation of the details of a copy. On the development photos (`docs/decisions/same-picture.md`) copies
 * have 0.936 to 1. Two photos of the same moment have 0.91, and no other two have more than 0.80.
 */
const MIN_DETAIL = 0.94;
/** Details are the difference from the mean of the surrounding 7 x 7 pixels, half of the inter-eye distance. */
const RADIUS = 3;
/** The share of the crops that both images must show; a face cut out tightly shows 0.44 of them. */
const MIN_OVERLAP = 0.35;
/** Landmarks of copies differ by a few percent; a larger change of scale means that registration went astray. */
const MAX_SCALE = 1.25;

/**
 * Returns whether two faces are the same photograph: the same pixels except for compression, size, cropping and light. Two
 * photographs of one person do not count as the same, because nobody keeps still to a tenth of the distance between the eyes
 * with the same expression, gaze and light. A mirrored copy is not recognised.
 *
 * @param a, b crops of one size by the landmarks of each image; their order does not matter
 */
export function isSamePicture(a: FaceLuma, b: FaceLuma): boolean {
  return detailCorrelation(a, b) >= MIN_DETAIL;
}

/**
 * Returns the correlation of the details of two faces after registration, [-1, 1]; 0 if they are too different to be
 * registered.
 */
export function detailCorrelation(a: FaceLuma, b: FaceLuma): number {
  // At half the size, 15 pixels between the eyes: small and compressed copies still hold that much.
  const [moving, fixed] = inFixedOrder(halve(toPlane(a)), halve(toPlane(b)));
  if (correlation(moving, fixed) < MIN_AT_FIRST) return 0;
  const moved = registerPlane(moving, fixed);
  if (moved === null || moved.scale > MAX_SCALE || moved.scale < 1 / MAX_SCALE) return 0;
  if (sum(moved.inside) < MIN_OVERLAP * moved.inside.length) return 0;
  const common = { ...fixed, inside: moved.inside };
  if (correlation(moved, common) < MIN_REGISTERED) return 0;
  return correlation(details(moved), details(common));
}

/** Returns the two planes in an order that does not depend on which comes first, so that rounding does not either. */
function inFixedOrder(a: GreyPlane, b: GreyPlane): [GreyPlane, GreyPlane] {
  for (const key of ['values', 'inside'] as const) {
    for (let i = 0; i < a[key].length; i++) {
      if (a[key][i] !== b[key][i]) return a[key][i]! < b[key][i]! ? [a, b] : [b, a];
    }
  }
  return [a, b];
}

function toPlane({ size, data, inside }: FaceLuma): GreyPlane {
  return { size, values: new Float32Array(data), inside };
}

/** Returns Pearson's correlation over the pixels that both planes hold; 0 if one has no contrast. */
function correlation(a: GreyPlane, b: GreyPlane): number {
  let count = 0;
  let sumA = 0;
  let sumB = 0;
  let squaresA = 0;
  let squaresB = 0;
  let products = 0;
  for (let i = 0; i < a.values.length; i++) {
    if ((a.inside[i]! & b.inside[i]!) === 0) continue;
    const x = a.values[i]!;
    const y = b.values[i]!;
    count++;
    sumA += x;
    sumB += y;
    squaresA += x * x;
    squaresB += y * y;
    products += x * y;
  }
  const spread = (squaresA - (sumA * sumA) / count) * (squaresB - (sumB * sumB) / count);
  return spread > 0 ? (products - (sumA * sumB) / count) / Math.sqrt(spread) : 0;
}

/** Returns the difference of each pixel from the mean of its surroundings, as far as the plane holds them. */
function details({ size, values, inside }: GreyPlane): GreyPlane {
  const shown = new Float32Array(values.length);
  for (let i = 0; i < shown.length; i++) shown[i] = values[i]! * inside[i]!;
  const totals = boxSums(shown, size);
  const counts = boxSums(new Float32Array(inside), size);
  const fine = new Float32Array(values.length);
  for (let i = 0; i < fine.length; i++) if (inside[i] === 1) fine[i] = values[i]! - totals[i]! / counts[i]!;
  return { size, values: fine, inside };
}

/** Returns the sums over the square of RADIUS around each pixel, as far as the plane reaches. */
function boxSums(values: Float32Array, size: number): Float32Array {
  return transposedRowSums(transposedRowSums(values, size), size);
}

/** Returns the sums over RADIUS pixels to either side in each row, with rows and columns exchanged. */
function transposedRowSums(values: Float32Array, size: number): Float32Array {
  const sums = new Float32Array(size * size);
  for (let v = 0; v < size; v++) {
    let total = 0;
    for (let u = 0; u < RADIUS; u++) total += values[v * size + u]!;
    for (let u = 0; u < size; u++) {
      if (u + RADIUS < size) total += values[v * size + u + RADIUS]!;
      if (u > RADIUS) total -= values[v * size + u - RADIUS - 1]!;
      sums[u * size + v] = total;
    }
  }
  return sums;
}

function sum(values: Uint8Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
