import type { AnalysedPicture } from './analyse-picture.ts';
import type { AnalysedFace } from './comparison.ts';
import type { Embedding } from './matching/embedder.ts';

/**
 * Returns the embeddings of an image with `null` for all but those of its largest faces. Each face more that is compared is
 * one more chance for a stranger to match.
 *
 * @param maxFaces how many faces with an embedding keep it. Size is that of the box; of equal ones the first counts.
 */
export function largestFaces(
  { analysis, embeddings }: AnalysedPicture,
  maxFaces: number,
): readonly (Embedding | null)[] {
  const size = ({ box }: AnalysedFace): number => box[2] * box[3];
  const compared = embeddings.flatMap((embedding, i) => (embedding === null ? [] : [i]));
  if (compared.length <= maxFaces) return embeddings;
  const largest = compared.sort((i, j) => size(analysis.faces[j]!) - size(analysis.faces[i]!)).slice(0, maxFaces);
  return embeddings.map((embedding, i) => (largest.includes(i) ? embedding : null));
}
