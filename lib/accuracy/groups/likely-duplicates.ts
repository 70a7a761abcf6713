import type { Embedding } from '../../../lambda/face/matching/embedder.ts';
import { compareAll } from '../measure/all-pairs.ts';
import { dot } from '../measure/dot.ts';
import { faceTable } from '../measure/face-table.ts';

/** Numbers of two photos of people under different names who are likely one person, the lower first. */
export type LikelyDuplicate = readonly [number, number];

/** Standard deviations above the mean of all pairs from which on a pair is striking. Of random pairs 1 in about 100,000 is. */
const STRIKING = 5;
/** Photos whose pairs tell mean and standard deviation. */
const SAMPLE = 1000;
/** Pairs listed in the search: many more than are striking. */
const LISTED = 300_000;

/** The embeddings of photos by one embedder as published, in one order for all embedders; of length 1. */
export type View = readonly Embedding[];

/**
 * Returns the pairs of photos of different people that every one of several embedders finds strikingly alike: a cosine of more
 * than 5 standard deviations above the mean of all pairs, in its own space. Two embedders that were trained apart confuse
 * different people; one alone cannot tell a duplicate from a false match.
 *
 * @param views of the same photos, at least one
 * @param units number of the person of each photo
 * @param deviations standard deviations, by default 5
 */
export async function likelyDuplicates(
  views: readonly View[],
  units: readonly number[],
  deviations = STRIKING,
): Promise<LikelyDuplicate[]> {
  // All pairs by the embedder that is the fastest to compare, and only what it finds by the others.
  const [first, ...others] = views.toSorted((a, b) => a[0]!.length - b[0]!.length);
  const rows = first!.map((embedding, i) => ({ person: String(units[i]), photo: { embeddings: [embedding] } }));
  const { a, b, cosine } = (await compareAll(faceTable(rows), LISTED)).highest;
  const from = strikingCosine(first!, units, deviations);
  const limits = others.map((view) => strikingCosine(view, units, deviations));
  const found: LikelyDuplicate[] = [];
  for (let i = 0; i < cosine.length && cosine[i]! > from; i++) {
    const [x, y] = [Math.min(a[i]!, b[i]!), Math.max(a[i]!, b[i]!)];
    if (others.every((view, k) => cosineOf(view, x, y) > limits[k]!)) found.push([x, y]);
  }
  return found;
}

/** Returns the cosine that is so many standard deviations, by default 5, above the mean of the pairs of different people, from a sample of them. */
export function strikingCosine(view: View, units: readonly number[], deviations = STRIKING): number {
  const step = Math.ceil(view.length / SAMPLE);
  const chosen = Array.from(view.keys()).filter((i) => i % step === 0);
  let [count, sum, squares] = [0, 0, 0];
  for (const [k, i] of chosen.entries()) {
    for (const j of chosen.slice(k + 1)) {
      if (units[i] === units[j]) continue;
      const value = cosineOf(view, i, j);
      count++;
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / count;
  return mean + deviations * Math.sqrt(squares / count - mean * mean);
}

function cosineOf(view: View, i: number, j: number): number {
  return dot(view[i]!, 0, view[j]!, 0, view[i]!.length);
}

/** Returns the photos to leave out so that of all photos that duplicates join only the first is left. */
export function superfluousPhotos(pairs: readonly LikelyDuplicate[]): Set<number> {
  const leader = new Map<number, number>();
  const find = (photo: number): number => {
    let at = photo;
    while (leader.has(at)) at = leader.get(at)!;
    return at;
  };
  for (const [a, b] of pairs) {
    const [x, y] = [find(a), find(b)];
    if (x !== y) leader.set(Math.max(x, y), Math.min(x, y));
  }
  return new Set(leader.keys());
}
