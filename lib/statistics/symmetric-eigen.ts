/** Most steps for one eigenvalue; two or three are usual. */
const MAX_STEPS = 60;

/** Eigenvalues with their eigenvectors: vector k is column k of `vectors`. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** Square, row by row. */
  readonly vectors: Float64Array;
}

/** A symmetric matrix that is 0 everywhere except on the diagonal and next to it. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Between i and i + 1; the last one is 0. */
  readonly beside: Float64Array;
  /** Orthogonal, row by row: rows Q^T so that the matrix is Q T Q^T. */
  readonly rows: Float64Array;
}

/**
 * Returns the eigenvalues and eigenvectors of a symmetric matrix: Householder's reflections make it tridiagonal, and QL steps with
 * Wilkinson's shift diagonal (Golub and Van Loan, "Matrix Computations", 8.3). Eigenvalues are in no order. 512 rows take
 * about a second.
 *
 * @param matrix square, row by row
 * @param n number of rows
 * @throws Error when a value is not finite
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  if (!matrix.every(Number.isFinite)) throw new Error('The matrix has values that are not finite');
  const reduced = tridiagonal(matrix, n);
  const { diagonal, rows } = reduced;
  for (let k = 0; k < n; k++) isolate(reduced, n, k);
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) vectors[i * n + k] = rows[k * n + i]!;
  return { values: diagonal, vectors };
}

/** Reflects the part of each column below the diagonal onto its first value: H = I - 2 v v^T from both sides. */
function tridiagonal(matrix: Float64Array, n: number): Tridiagonal {
  const a = matrix.slice();
  const [diagonal, beside] = [new Float64Array(n), new Float64Array(n)];
  const mirrors: Float64Array[] = [];
  const product = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[k * n + k]!;
    if (k === n - 1) break;
    const v = new Float64Array(n);
    for (let i = k + 1; i < n; i++) v[i] = a[k * n + i]!;
    const length = lengthOf(v);
    // This sign avoids cancellation.
    beside[k] = v[k + 1]! > 0 ? -length : length;
    v[k + 1]! -= beside[k]!;
    const norm = lengthOf(v);
    mirrors.push(v);
    if (norm === 0) continue;
    for (let i = k + 1; i < n; i++) v[i]! /= norm;
    let along = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += a[i * n + j]! * v[j]!;
      product[i] = sum;
      along += sum * v[i]!;
    }
    for (let i = k + 1; i < n; i++) product[i]! -= along * v[i]!;
    for (let i = k + 1; i < n; i++) {
      const [x, y] = [2 * v[i]!, 2 * product[i]!];
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= x * product[j]! + y * v[j]!;
    }
  }
  return { diagonal, beside, rows: reflected(mirrors, n) };
}

/** Returns the product of the reflections, the last one first. */
function reflected(mirrors: readonly Float64Array[], n: number): Float64Array {
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  for (let k = mirrors.length - 1; k >= 0; k--) {
    const v = mirrors[k]!;
    // The rows above are still those of the identity, which this reflection does not change.
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += rows[i * n + j]! * v[j]!;
      for (let j = k + 1; j < n; j++) rows[i * n + j]! -= 2 * sum * v[j]!;
    }
  }
  return rows;
}

/** Rotates the matrix until the value next to diagonal value k is 0. Value k is then an eigenvalue. */
function isolate({ diagonal, beside, rows }: Tridiagonal, n: number, k: number): void {
  for (let step = 0; step < MAX_STEPS; step++) {
    const end = blockEnd(diagonal, beside, n, k);
    if (end === k) return;
    const half = (diagonal[k + 1]! - diagonal[k]!) / (2 * beside[k]!);
    const shift = diagonal[k]! - beside[k]! / (half + (half < 0 ? -1 : 1) * Math.hypot(half, 1));
    let [cosine, sine, carried] = [1, 1, 0];
    let bulge = diagonal[end]! - shift;
    let i = end - 1;
    for (; i >= k; i--) {
      const [above, kept] = [sine * beside[i]!, cosine * beside[i]!];
      const length = Math.hypot(above, bulge);
      beside[i + 1] = length;
      if (length === 0) break;
      sine = above / length;
      cosine = bulge / length;
      const corner = diagonal[i + 1]! - carried;
      const turned = (diagonal[i]! - corner) * sine + 2 * cosine * kept;
      carried = sine * turned;
      diagonal[i + 1] = corner + carried;
      bulge = cosine * turned - kept;
      turnRows(rows, n, i, cosine, sine);
    }
    if (i >= k) {
      // The block has split at i + 1. The next step looks at the rest of it again.
      diagonal[i + 1]! -= carried;
    } else {
      diagonal[k]! -= carried;
      beside[k] = bulge;
    }
    beside[end] = 0;
  }
}

/** Returns the last index of the block of k: the value next to the diagonal after it is negligible. */
function blockEnd(diagonal: Float64Array, beside: Float64Array, n: number, k: number): number {
  let end = k;
  while (end < n - 1) {
    const scale = Math.abs(diagonal[end]!) + Math.abs(diagonal[end + 1]!);
    if (scale + Math.abs(beside[end]!) === scale) break;
    end++;
  }
  return end;
}

function turnRows(rows: Float64Array, n: number, i: number, cosine: number, sine: number): void {
  const [first, second] = [i * n, (i + 1) * n];
  for (let k = 0; k < n; k++) {
    const [x, y] = [rows[first + k]!, rows[second + k]!];
    rows[first + k] = cosine * x - sine * y;
    rows[second + k] = sine * x + cosine * y;
  }
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
