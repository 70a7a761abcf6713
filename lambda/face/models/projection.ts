import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelEntry } from './manifest.ts';

/**
 * A file next to the manifest: how the embeddings of an embedder are projected into a space balanced by groups of people. It
 * holds averages over thousands of people and describes none of them. docs/decisions/balanced-space.md has the reasons.
 */
export interface ProjectionFile {
  /** Name of the embedder. */
  readonly model: string;
  /** Version of the space. Calibrations name it. */
  readonly space: string;
  /** Day of making, YYYY-MM-DD. */
  readonly created: string;
  /** Description of the photos, with their makers. */
  readonly data: string;
  /** Under which these statistics of them may be passed on; `null` where nobody said. */
  readonly licence: string | null;
  readonly photos: number;
  /** Groups that count equally. */
  readonly groups: readonly string[];
  /** The matrix is V diag(lambda^-power) V^T, with lambda = (1 - shrinkage) eigenvalue + shrinkage * mean eigenvalue. */
  readonly power: number;
  readonly shrinkage: number;
  /** How many times more than once the covariance of the groups' means counts. */
  readonly between: number;
  /** As many numbers as an embedding has: little-endian float32 in base64. */
  readonly mean: string;
  /** The lower triangle of the symmetric matrix with its diagonal, row by row: little-endian float32 in base64. */
  readonly matrix: string;
}

/** A projection, ready to be applied. */
export interface Projection {
  /** Subtracted from an embedding of length 1. */
  readonly mean: Float32Array;
  /** Square and symmetric, row by row. What is left of the embedding is multiplied by it. */
  readonly matrix: Float32Array;
}

/** The space of an embedder: its name, and how embeddings get there; `null` where they stay as the model gives them. */
export interface EmbeddingSpace {
  readonly space: string;
  readonly projection: Projection | null;
}

/**
 * Reads the projection of an embedder.
 *
 * @returns the space named after the model, without a projection, when the manifest names none
 * @throws Error naming the file when it is not what the manifest says
 */
export async function readProjection(modelsDir: string, entry: ModelEntry): Promise<EmbeddingSpace> {
  if (entry.centre !== undefined) {
    throw new Error(
      `model ${entry.name}: its centre belongs to a space that is no longer used. npm run calibrate -- --images DIR --labels CSV --pack PACK --projection FILE.json makes the projection to name instead`,
    );
  }
  if (entry.projection === undefined) return { space: `${entry.name}-as-published`, projection: null };
  const file = join(modelsDir, entry.projection.file);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The projection ${file} cannot be read: ${error.code}`);
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== entry.projection.sha256) {
    throw new Error(`The projection ${file} has sha256 ${sha256}, expected ${entry.projection.sha256}`);
  }
  try {
    return parseProjection(bytes.toString(), entry);
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

/**
 * Returns the space that the text of a projection file describes.
 *
 * @throws Error when it is of another model or holds other numbers than a projection has
 */
export function parseProjection(text: string, { name, output }: Pick<ModelEntry, 'name' | 'output'>): EmbeddingSpace {
  const length = output!.length;
  const file = JSON.parse(text) as Partial<ProjectionFile>;
  const [mean, triangle] = [floatsOf(file.mean), floatsOf(file.matrix)];
  const whole = mean.length === length && triangle.length === (length * (length + 1)) / 2;
  if (
    file.model !== name ||
    !file.space ||
    !whole ||
    !mean.every(Number.isFinite) ||
    !triangle.every(Number.isFinite)
  ) {
    throw new Error(
      `expected a space, a mean of ${length} numbers and the triangle of a matrix of ${length} rows, of ${name}. Make it by npm run calibrate -- --images DIR --labels CSV --pack PACK --projection FILE.json`,
    );
  }
  return { space: file.space, projection: { mean, matrix: wholeMatrix(triangle, length) } };
}

function floatsOf(base64: string | undefined): Float32Array {
  // Copied, because a pooled buffer may start at an odd address.
  const bytes = Uint8Array.from(Buffer.from(base64 ?? '', 'base64'));
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
}

/** Returns a symmetric matrix, row by row, of its lower triangle. */
export function wholeMatrix(triangle: Float32Array, length: number): Float32Array {
  const matrix = new Float32Array(length * length);
  let next = 0;
  for (let row = 0; row < length; row++) {
    for (let column = 0; column <= row; column++) {
      const value = triangle[next++]!;
      matrix[row * length + column] = value;
      matrix[column * length + row] = value;
    }
  }
  return matrix;
}
