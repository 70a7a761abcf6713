import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import { type Embedding, joinEmbeddings, normalise, project } from '../../../lambda/face/matching/embedder.ts';
import type { Projection } from '../../../lambda/face/models/projection.ts';

/** An embedder of a pack as its embeddings are measured: their length, their weight in the pack, their projection. */
export interface MeasuredEmbedder {
  readonly model: string;
  readonly length: number;
  readonly weight: number;
  readonly projection: Projection | null;
}

/**
 * Projects the embeddings of a photo as the API does.
 *
 * @param photo with embeddings as the models give them, joined where the pack has several embedders
 */
export function intoSpace(photo: AnalysedPicture, embedders: readonly MeasuredEmbedder[]): AnalysedPicture {
  return {
    analysis: photo.analysis,
    embeddings: photo.embeddings.map((joined) => {
      if (joined === null) return null;
      const parts = splitEmbedding(joined, embedders).map((part, k) => project(part, embedders[k]!.projection));
      return joinEmbeddings(parts, embedders);
    }),
  };
}

/** Returns the embeddings that were joined, each of length 1 again; to the last bit where there is one only. */
export function splitEmbedding(joined: Embedding, embedders: readonly Pick<MeasuredEmbedder, 'length'>[]): Embedding[] {
  if (embedders.length === 1) return [joined];
  let start = 0;
  return embedders.map(({ length }) => {
    const part = joined.subarray(start, start + length);
    start += length;
    return normalise(part);
  });
}
