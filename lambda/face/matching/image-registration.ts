/** A small grey image. */
export interface GreyPlane {
  /** Width and height in pixels. */
  readonly size: number;
  readonly values: Float32Array;
  /** 1 where `values` holds something, else 0. */
  readonly inside: Uint8Array;
}

/** The moving plane where it came to lie on the fixed one. */
interface RegisteredPlane extends GreyPlane {
  /** Pixels of the moving plane per pixel of the fixed one. */
  readonly scale: number;
}

/** Steps at half the size, where one costs a quarter, and then at the full size, where little is left to do. */
const ROUGH_STEPS = 8;
const FINE_STEPS = 3;
/** Pixels by which the plane's edge moves in a step that is no longer worth another. */
const SETTLED = 0.05;
/** Rotation and scale, shift, gain and offset. */
const UNKNOWNS = 6;
const COLUMNS = UNKNOWNS + 1;

/** How the moving plane lies on the fixed one. */
interface Fit {
  /** Position in the moving plane = (a x - b y + tx, b x + a y + ty), x and y from the middle. */
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
  /** Brightness of the fixed plane = gain * brightness of the moving one + offset. */
  readonly gain: number;
  readonly offset: number;
}

const UNMOVED: Fit = { a: 1, b: 0, tx: 0, ty: 0, gain: 1, offset: 0 };

/**
 * Lays one plane on another that shows nearly the same: finds the shift, rotation, scale, gain and offset of brightness
 * with the least squared difference by Gauss-Newton steps (Lucas and Kanade, "An iterative image registration technique",
 * 1981). Finds only what is a few pixels away; where the planes show different things, the result is as bad as it looks.
 *
 * @param moving, fixed planes of one size
 * @returns what of the moving plane lies on each pixel of the fixed one; `inside` where both hold something. `null` where
 *   there is nothing to hold on to, such as a plane without contrast.
 */
export function registerPlane(moving: GreyPlane, fixed: GreyPlane): RegisteredPlane | null {
  const rough = settle(halve(moving), halve(fixed), UNMOVED, ROUGH_STEPS);
  if (rough === null) return null;
  const fit = settle(moving, fixed, { ...rough, tx: 2 * rough.tx, ty: 2 * rough.ty }, FINE_STEPS);
  return fit === null ? null : { ...move(moving, fixed, fit), scale: Math.hypot(fit.a, fit.b) };
}

/** A plane of half the size: each pixel the mean of 2 x 2, outside where one of them is. */
export function halve(plane: GreyPlane): GreyPlane {
  const size = Math.floor(plane.size / 2);
  const values = new Float32Array(size * size);
  const inside = new Uint8Array(size * size);
  for (let v = 0, i = 0; v < size; v++) {
    for (let u = 0; u < size; u++, i++) {
      const p = 2 * (v * plane.size + u);
      const q = p + plane.size;
      values[i] = (plane.values[p]! + plane.values[p + 1]! + plane.values[q]! + plane.values[q + 1]!) / 4;
      inside[i] = plane.inside[p]! & plane.inside[p + 1]! & plane.inside[q]! & plane.inside[q + 1]!;
    }
  }
  return { size, values, inside };
}

/** Improves a fit until it no longer changes or the steps are used up; `null` where it cannot be improved. */
function settle(moving: GreyPlane, fixed: GreyPlane, start: Fit, steps: number): Fit | null {
  let fit = start;
  for (let step = 0; step < steps; step++) {
    const change = solve(normalEquations(move(moving, fixed, fit), fixed, fit));
    if (change === null) return null;
    const [a, b, tx, ty, gain, offset] = change as [number, number, number, number, number, number];
    fit = {
      a: fit.a * (1 + a) - fit.b * b,
      b: fit.b * (1 + a) + fit.a * b,
      tx: fit.a * tx - fit.b * ty + fit.tx,
      ty: fit.b * tx + fit.a * ty + fit.ty,
      gain: fit.gain + gain,
      offset: fit.offset + offset,
    };
    if (Math.abs(tx) + Math.abs(ty) + (fixed.size / 2) * (Math.abs(a) + Math.abs(b)) < SETTLED) break;
  }
  return fit;
}

/** Samples the moving plane, bilinear, at the pixels of the fixed one. */
function move(moving: GreyPlane, fixed: GreyPlane, { a, b, tx, ty }: Fit): GreyPlane {
  const { size } = fixed;
  const middle = (size - 1) / 2;
  const values = new Float32Array(size * size);
  const inside = new Uint8Array(size * size);
  for (let v = 0, i = 0; v < size; v++) {
    for (let u = 0; u < size; u++, i++) {
      const x = a * (u - middle) - b * (v - middle) + tx + middle;
      const y = b * (u - middle) + a * (v - middle) + ty + middle;
      const left = Math.floor(x);
      const top = Math.floor(y);
      if (fixed.inside[i] === 0 || !(left >= 0 && top >= 0 && left < size - 1 && top < size - 1)) continue;
      const p = top * size + left;
      const q = p + size;
      if ((moving.inside[p]! & moving.inside[p + 1]! & moving.inside[q]! & moving.inside[q + 1]!) === 0) continue;
      const [right, down] = [x - left, y - top];
      values[i] =
        (1 - down) * ((1 - right) * moving.values[p]! + right * moving.values[p + 1]!) +
        down * ((1 - right) * moving.values[q]! + right * moving.values[q + 1]!);
      inside[i] = 1;
    }
  }
  return { size, values, inside };
}

/**
 * The linear equations of one Gauss-Newton step: a row of six coefficients and a right-hand side for each unknown.
 *
 * @returns row-major, 6 x 7
 */
function normalEquations({ size, values, inside }: GreyPlane, fixed: GreyPlane, { gain, offset }: Fit): Float64Array {
  const middle = (size - 1) / 2;
  const rows = new Float64Array(UNKNOWNS * COLUMNS);
  // How the moved plane's brightness changes with each unknown, then what it lacks.
  const pixel = new Float64Array(COLUMNS);
  for (let v = 1; v < size - 1; v++) {
    for (let u = 1; u < size - 1; u++) {
      const i = v * size + u;
      if ((inside[i]! & inside[i - 1]! & inside[i + 1]! & inside[i - size]! & inside[i + size]!) === 0) continue;
      const along = (gain * (values[i + 1]! - values[i - 1]!)) / 2;
      const down = (gain * (values[i + size]! - values[i - size]!)) / 2;
      pixel[0] = along * (u - middle) + down * (v - middle);
      pixel[1] = down * (u - middle) - along * (v - middle);
      pixel[2] = along;
      pixel[3] = down;
      pixel[4] = values[i]!;
      pixel[5] = 1;
      pixel[6] = fixed.values[i]! - gain * values[i]! - offset;
      for (let k = 0; k < UNKNOWNS; k++) {
        for (let m = k; m < COLUMNS; m++) rows[COLUMNS * k + m]! += pixel[k]! * pixel[m]!;
      }
    }
  }
  for (let k = 1; k < UNKNOWNS; k++) {
    for (let m = 0; m < k; m++) rows[COLUMNS * k + m] = rows[COLUMNS * m + k]!;
  }
  return rows;
}

/** Gauss-Jordan elimination; symmetric positive definite equations need no pivoting. `null` where they have no one solution. */
function solve(rows: Float64Array): number[] | null {
  const at = (row: number, column: number): number => COLUMNS * row + column;
  const diagonal = Array.from({ length: UNKNOWNS }, (_, k) => rows[at(k, k)]!);
  for (let k = 0; k < UNKNOWNS; k++) {
    const pivot = rows[at(k, k)]!;
    if (!(pivot > 1e-9 * diagonal[k]!)) return null;
    for (let m = k; m < COLUMNS; m++) rows[at(k, m)]! /= pivot;
    for (let other = 0; other < UNKNOWNS; other++) {
      if (other === k) continue;
      const factor = rows[at(other, k)]!;
      for (let m = k; m < COLUMNS; m++) rows[at(other, m)]! -= factor * rows[at(k, m)]!;
    }
  }
  return Array.from({ length: UNKNOWNS }, (_, k) => rows[at(k, UNKNOWNS)]!);
}
