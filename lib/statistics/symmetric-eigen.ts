/** Sweeps after which rotations change nothing more; a matrix of 512 rows takes about ten. */
const MAX_SWEEPS = 60;

/** Eigenvalues with their eigenvectors: vector k is the column k of `vectors`. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** Square, row by row. */
  readonly vectors: Float64Array;
}

/**
 * Returns the eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations, in cyclic order (Golub and Van Loan,
 * "Matrix Computations", 8.5). Eigenvalues come in no order.
 *
 * @param matrix square, row by row
 * @param n rows
 * @throws Error when a value is not finite
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  if (!matrix.every(Number.isFinite)) throw new Error('The matrix has values that are not finite');
  const a = matrix.slice();
  // The eigenvectors as rows, so that a rotation touches memory in order.
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  const scale = Math.sqrt(a.reduce((sum, value) => sum + value * value, 0));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p * n + q]! ** 2;
    if (Math.sqrt(off) <= 1e-14 * scale) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, rows, n, p, q, scale);
  }
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) vectors[i * n + k] = rows[k * n + i]!;
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), vectors };
}

/** Rotates rows and columns p and q so that the value between them becomes 0. */
function rotate(a: Float64Array, rows: Float64Array, n: number, p: number, q: number, scale: number): void {
  const between = a[p * n + q]!;
  if (Math.abs(between) <= 1e-18 * scale) return;
  const [app, aqq] = [a[p * n + p]!, a[q * n + q]!];
  const theta = (aqq - app) / (2 * between);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[p * n + k]!, a[q * n + k]!];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
    const [u, v] = [rows[p * n + k]!, rows[q * n + k]!];
    rows[p * n + k] = c * u - s * v;
    rows[q * n + k] = s * u + c * v;
  }
  // The matrix stays symmetric: columns p and q are the new rows, but for the four values where they cross.
  for (let k = 0; k < n; k++) {
    a[k * n + p] = a[p * n + k]!;
    a[k * n + q] = a[q * n + k]!;
  }
  a[p * n + p] = app - t * between;
  a[q * n + q] = aqq + t * between;
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}
