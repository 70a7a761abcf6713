import { BIN, BINS, type ImpostorScores } from '../measure/impostor-scores.ts';

/** Two photos of people under different names who are likely one person. */
export interface LikelyDuplicate {
  /** Numbers of the photos, the lower first. */
  readonly a: number;
  readonly b: number;
}

/** Standard deviations above the mean of all pairs from which on a pair is striking. Of random pairs 1 in some 100,000 is. */
const STRIKING = 5;

/**
 * Returns the pairs that every one of several embedders finds strikingly alike: a cosine of more than 5 standard deviations above
 * the mean of all pairs, in its own space. Two embedders that were trained apart confuse different people; one alone
 * cannot tell a duplicate from a false match.
 *
 * @param scores of the same photos by each embedder, as published
 */
export function likelyDuplicates(scores: readonly ImpostorScores[]): LikelyDuplicate[] {
  const [first, ...others] = scores.map(strikingPairs);
  return [...first!].filter((key) => others.every((other) => other.has(key))).map(toPair(scores[0]!));
}

/** Pairs by one number each. */
function strikingPairs(scores: ImpostorScores): Set<number> {
  const { a, b, cosine } = scores.highest;
  const from = strikingCosine(scores);
  const found = new Set<number>();
  for (let i = 0; i < cosine.length && cosine[i]! > from; i++) {
    found.add(Math.min(a[i]!, b[i]!) * scores.person.length + Math.max(a[i]!, b[i]!));
  }
  return found;
}

function toPair({ person }: ImpostorScores) {
  return (key: number): LikelyDuplicate => ({ a: Math.floor(key / person.length), b: key % person.length });
}

/** Returns the cosine that is 5 standard deviations above the mean. */
export function strikingCosine({ histogram }: Pick<ImpostorScores, 'histogram'>): number {
  let [count, sum, squares] = [0, 0, 0];
  for (let bin = 0; bin < BINS; bin++) {
    const middle = -1 + (bin + 0.5) * BIN;
    count += histogram[bin]!;
    sum += histogram[bin]! * middle;
    squares += histogram[bin]! * middle * middle;
  }
  const mean = sum / count;
  return mean + STRIKING * Math.sqrt(squares / count - mean * mean);
}

/** Returns the photos to leave out so that of all photos that duplicates join only the first is left. */
export function superfluousPhotos(pairs: readonly LikelyDuplicate[]): Set<number> {
  const leader = new Map<number, number>();
  const find = (photo: number): number => {
    let at = photo;
    while (leader.has(at)) at = leader.get(at)!;
    return at;
  };
  for (const { a, b } of pairs) {
    const [x, y] = [find(a), find(b)];
    if (x !== y) leader.set(Math.max(x, y), Math.min(x, y));
  }
  return new Set(leader.keys());
}
