import { createHash } from 'node:crypto';
import type { Embedding } from '../../../lambda/face/matching/embedder.ts';
import type { ProjectionFile } from '../../../lambda/face/models/projection.ts';
import { symmetricEigen } from '../../statistics/symmetric-eigen.ts';

/** How much a projection evens out. docs/decisions/balanced-space.md has the choice. */
export interface Strength {
  /** 0 leaves the covariance as it is and only subtracts the mean; 0.5 whitens. */
  readonly power: number;
  /** How far eigenvalues are moved to their mean, [0, 1]: directions of little variance are not blown up. */
  readonly shrinkage: number;
  /** How many times more than once the covariance of the means of the groups counts, at least 0: directions in which groups differ are damped. */
  readonly between: number;
}

/** Mean and matrix of a projection. */
export interface ProjectionNumbers {
  readonly mean: Float32Array;
  /** The lower triangle with the diagonal, row by row. */
  readonly triangle: Float32Array;
}

/**
 * Measures a projection: mean and covariance of embeddings in which all groups count equally, the covariance of the groups'
 * means added several times, and of these the matrix V diag(lambda^-power) V^T with
 * lambda = (1 - shrinkage) w + shrinkage mean(w), where w are the eigenvalues of the covariance and V its eigenvectors. It is scaled so
 * that lambda has a mean of 1.
 *
 * @param groups embeddings of length 1, by group; no group empty
 */
export function measureProjection(groups: readonly (readonly Embedding[])[], strength: Strength): ProjectionNumbers {
  const length = groups[0]![0]!.length;
  const means = groups.map((group) => balancedMean([group], length));
  const mean = balancedMean(groups, length);
  const covariance = balancedCovariance(groups, mean);
  const ofMeans = balancedCovariance([means], mean);
  const { values, vectors } = symmetricEigen(
    covariance.map((value, i) => value + strength.between * ofMeans[i]!),
    length,
  );
  const average = values.reduce((sum, value) => sum + value, 0) / length;
  const stretch = values.map((value) => {
    const lambda = ((1 - strength.shrinkage) * value + strength.shrinkage * average) / average;
    return lambda ** -strength.power;
  });
  const triangle = new Float32Array((length * (length + 1)) / 2);
  let next = 0;
  for (let row = 0; row < length; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = 0;
      for (let k = 0; k < length; k++) {
        sum += vectors[row * length + k]! * stretch[k]! * vectors[column * length + k]!;
      }
      triangle[next++] = sum;
    }
  }
  return { mean: Float32Array.from(mean), triangle };
}

type Vectors = readonly (readonly ArrayLike<number>[])[];

/** Returns the mean of embeddings in which all groups count equally. */
export function balancedMean(groups: Vectors, length: number): Float64Array {
  const mean = new Float64Array(length);
  for (const group of groups) {
    for (const embedding of group) {
      for (let i = 0; i < length; i++) mean[i]! += embedding[i]! / group.length / groups.length;
    }
  }
  return mean;
}

function balancedCovariance(groups: Vectors, mean: Float64Array): Float64Array {
  const length = mean.length;
  const covariance = new Float64Array(length * length);
  const moved = new Float64Array(length);
  for (const group of groups) {
    const weight = 1 / group.length / groups.length;
    for (const embedding of group) {
      for (let i = 0; i < length; i++) moved[i] = embedding[i]! - mean[i]!;
      for (let row = 0; row < length; row++) {
        const scaled = moved[row]! * weight;
        for (let column = 0; column <= row; column++) covariance[row * length + column]! += scaled * moved[column]!;
      }
    }
  }
  for (let row = 0; row < length; row++) {
    for (let column = 0; column < row; column++) covariance[column * length + row] = covariance[row * length + column]!;
  }
  return covariance;
}

/** Returns a projection as its file has it. */
export function projectionFile(
  { mean, triangle }: ProjectionNumbers,
  about: Omit<ProjectionFile, 'space' | 'mean' | 'matrix'>,
): ProjectionFile {
  const [first, second] = [base64Of(mean), base64Of(triangle)];
  const fingerprint = createHash('sha256').update(first).update(second).digest('hex').slice(0, 6);
  const { model, created, ...rest } = about;
  const space = `${model}-${created.replaceAll('-', '')}-${fingerprint}`;
  return { model, space, created, ...rest, mean: first, matrix: second };
}

function base64Of(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}
