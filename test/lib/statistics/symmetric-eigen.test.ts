import { expect, test } from 'vitest';
import { seededRandom } from '../../../lib/statistics/random.ts';
import { symmetricEigen } from '../../../lib/statistics/symmetric-eigen.ts';

test('the eigenvalues of a small matrix are known', () => {
  const { values } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
  expect([...values].sort()).toEqual([expect.closeTo(1, 12), expect.closeTo(3, 12)]);
});

const n = 40;

function symmetric(value: (i: number, j: number) => number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = value(i, j);
  }
  return matrix;
}

const random = seededRandom(3);
const factors = Array.from({ length: n }, () => [random.between(-1, 1), random.between(-1, 1)] as const);

test.each([
  ['any', symmetric(() => random.between(-1, 1))],
  ['blocks', symmetric((i, j) => (i % 4 === j % 4 ? random.between(-1, 1) : 0))],
  ['rank 2', symmetric((i, j) => factors[i]![0] * factors[j]![0] + factors[i]![1] * factors[j]![1])],
  ['neighbours alone', symmetric((i, j) => (i - j === 1 ? 1 : 0))],
  ['tiny values', symmetric(() => 1e-12 * random.between(-1, 1))],
])('vectors are orthonormal and rebuild the matrix: %s', (_, matrix) => {
  const { values, vectors } = symmetricEigen(matrix, n);
  let [worst, dependent] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let [rebuilt, product] = [0, 0];
      for (let k = 0; k < n; k++) {
        rebuilt += vectors[i * n + k]! * values[k]! * vectors[j * n + k]!;
        product += vectors[k * n + i]! * vectors[k * n + j]!;
      }
      worst = Math.max(worst, Math.abs(rebuilt - matrix[i * n + j]!));
      dependent = Math.max(dependent, Math.abs(product - (i === j ? 1 : 0)));
    }
  }
  expect(worst / Math.max(...matrix.map(Math.abs))).toBeLessThan(1e-12);
  expect(dependent).toBeLessThan(1e-12);
});

test('a matrix of equal eigenvalues and one that is diagonal stay as they are', () => {
  expect([...symmetricEigen(Float64Array.of(5, 0, 0, 5), 2).values]).toEqual([5, 5]);
});

test('values that are not finite are refused', () => {
  expect(() => symmetricEigen(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toThrow('not finite');
});
