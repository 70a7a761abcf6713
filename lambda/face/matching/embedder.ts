import { ARCFACE_SIZE, ARCFACE_TEMPLATE, alignCrop, similarityTransform } from '../detection/alignment.ts';
import type { DetectedFace } from '../detection/detector.ts';
import { interEyeDistance } from '../detection/landmarks.ts';
import type { ModelEntry } from '../models/manifest.ts';
import type { Model } from '../models/onnx.ts';
import type { Projection } from '../models/projection.ts';
import { runOnCrops } from '../models/run-on-crops.ts';
import type { Landmarks } from '../picture/pixels/geometry.ts';
import type { Picture } from '../picture/pixels/picture.ts';

/** An L2-normalised vector; the cosine of two of one pack says how alike the faces are. Never leaves the process. */
export type Embedding = Float32Array;

/** An embedding model with its weight in the pack. */
export interface PackEmbedder {
  readonly model: Model;
  readonly entry: ModelEntry;
  readonly weight: number;
  /** Into the space in which embeddings are compared; `null` where they stay as the model gives them. See readProjection. */
  readonly projection: Projection | null;
}

/**
 * The aligned crop that an embedder sees.
 *
 * @param size width and height in pixels; the ArcFace template is scaled from 112 to it
 */
export function embedderCrop(picture: Picture, landmarks: Landmarks, size: number): Picture {
  const scale = size / ARCFACE_SIZE;
  // As a crop of 112 pixels scaled to this size has it: pixel centres lie at whole numbers.
  const template = ARCFACE_TEMPLATE.map(([x, y]) => [(x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5] as const);
  return alignCrop(picture, similarityTransform(landmarks, template), size);
}

/** Pixels between the eyes of a face seen from the front, in the largest of the crops that these embedders see. */
export function cropEyeDistance(embedders: readonly Pick<PackEmbedder, 'entry'>[]): number {
  const size = Math.max(...embedders.map(({ entry }) => entry.input.size!));
  return (interEyeDistance(ARCFACE_TEMPLATE) * size) / ARCFACE_SIZE;
}

/**
 * Embeds aligned crops of one size by one model.
 *
 * @returns one L2-normalised embedding per crop, as the model gives it
 */
export async function embedCrops(
  embedder: Pick<PackEmbedder, 'model' | 'entry'>,
  crops: readonly Picture[],
): Promise<Embedding[]> {
  const outputs = await runOnCrops(embedder, crops);
  return outputs.map((values) => normalise(values));
}

/**
 * Projects an embedding: W (e - c), normalised again, with the mean c and the matrix W of the projection. What most faces of
 * a balanced set have in common counts less afterwards. The same embedding always gives the same bits.
 */
export function project(embedding: Embedding, projection: Projection | null): Embedding {
  if (projection === null) return embedding;
  const { mean, matrix } = projection;
  const length = embedding.length;
  const moved = new Float64Array(length);
  for (let i = 0; i < length; i++) moved[i] = embedding[i]! - mean[i]!;
  const projected = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const start = row * length;
    let sum = 0;
    for (let i = 0; i < length; i++) sum += matrix[start + i]! * moved[i]!;
    projected[row] = sum;
  }
  return normalise(projected);
}

/**
 * Embeds the faces of one image by all embedders of a pack. Several embeddings of a face are weighted, joined and
 * normalised again.
 *
 * @param faces landmarks of each face in pixels of the image; not empty
 */
export async function embedFaces(
  embedders: readonly PackEmbedder[],
  picture: Picture,
  faces: readonly Pick<DetectedFace, 'landmarks'>[],
): Promise<Embedding[]> {
  const parts: Embedding[][] = [];
  for (const embedder of embedders) {
    const crops = faces.map((face) => embedderCrop(picture, face.landmarks, embedder.entry.input.size!));
    parts.push((await embedCrops(embedder, crops)).map((embedding) => project(embedding, embedder.projection)));
  }
  return faces.map((_, i) =>
    joinEmbeddings(
      parts.map((part) => part[i]!),
      embedders,
    ),
  );
}

/**
 * Weights, joins and normalises the embeddings of one face by several embedders; a single one stays as it is.
 *
 * @param parts one L2-normalised embedding per embedder
 */
export function joinEmbeddings(
  parts: readonly Embedding[],
  embedders: readonly { readonly weight: number }[],
): Embedding {
  if (parts.length === 1) return parts[0]!;
  return normalise(parts.flatMap((part, k) => Array.from(part, (value) => value * embedders[k]!.weight)));
}

/**
 * Returns a vector of length 1.
 *
 * @throws Error when the values are all zero or not finite
 */
export function normalise(values: ArrayLike<number>): Embedding {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  if (!(sum > 0) || !Number.isFinite(sum)) throw new Error('The embedding is zero or not finite');
  const norm = Math.sqrt(sum);
  return Float32Array.from(values, (value) => value / norm);
}

/**
 * Cosine of two embeddings, [-1, 1]. Exactly 1 for identical embeddings and the same bits in either order: products and
 * sums are taken element by element, and sqrt(s * s) is s.
 *
 * @throws RangeError when the lengths differ
 */
export function cosine(a: Embedding, b: Embedding): number {
  if (a.length !== b.length)
    throw new RangeError(`Expected embeddings of one length but received ${a.length} and ${b.length}`);
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return Math.min(1, Math.max(-1, dot / Math.sqrt(aa * bb)));
}
