import { type ImpostorScores, weightOfAllPairs } from '../measure/impostor-scores.ts';
import type { Grouping } from './grouping.ts';

/** Pairs of different people of one group. */
export interface GroupScores {
  readonly group: string;
  readonly photos: number;
  readonly people: number;
  readonly scores: ImpostorScores;
}

/** The rates of a group of fewer people mean nothing. */
export const MIN_PEOPLE = 20;

/**
 * Returns the pairs of different people of the same group, for each group that is large enough.
 *
 * @param all pairs of all photos; a group lists only pairs that `all` lists
 * @param grouping groups of the photos of `all`
 */
export function scoresByGroup(all: ImpostorScores, { names, of }: Grouping): GroupScores[] {
  const rows = names.map((): number[] => []);
  const { a, b } = all.highest;
  for (let i = 0; i < a.length; i++) {
    const group = of[a[i]!]!;
    if (group >= 0 && group === of[b[i]!]) rows[group]!.push(i);
  }
  return names.flatMap((group, g) => {
    const photosOf = new Float64Array(all.people);
    for (const [photo, person] of all.person.entries()) if (of[photo] === g) photosOf[person]!++;
    const people = photosOf.filter((count) => count > 0).length;
    if (people < MIN_PEOPLE) return [];
    const photos = photosOf.reduce((sum, count) => sum + count, 0);
    return [{ group, photos, people, scores: chosenPairs(all, rows[g]!, photosOf) }];
  });
}

/** Returns all pairs of the photos that are in any group: random pairs of the same people. */
export function scoresOfAllGroups(all: ImpostorScores, { of }: Grouping): ImpostorScores {
  const { a, b } = all.highest;
  const rows: number[] = [];
  for (let i = 0; i < a.length; i++) if (of[a[i]!]! >= 0 && of[b[i]!]! >= 0) rows.push(i);
  const photosOf = new Float64Array(all.people);
  for (const [photo, person] of all.person.entries()) if (of[photo]! >= 0) photosOf[person]!++;
  return chosenPairs(all, rows, photosOf);
}

/** The histogram of all pairs stays: the figures of a group need only listed pairs. */
function chosenPairs(all: ImpostorScores, rows: readonly number[], photosOf: Float64Array): ImpostorScores {
  const { a, b, cosine } = all.highest;
  const weigh = weightOfAllPairs(photosOf);
  return {
    ...all,
    total: weigh(new Uint8Array(all.people).fill(1)),
    highest: {
      a: Int32Array.from(rows, (i) => a[i]!),
      b: Int32Array.from(rows, (i) => b[i]!),
      cosine: Float32Array.from(rows, (i) => cosine[i]!),
    },
    weigh,
  };
}

/** Returns how many of the listed pairs, highest first, are above a cosine. */
export function listedAbove({ highest: { cosine } }: ImpostorScores, threshold: number): number {
  let [low, high] = [0, cosine.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cosine[middle]! > threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}
