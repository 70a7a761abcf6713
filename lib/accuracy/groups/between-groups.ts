import type { Resamples } from '../measure/bootstrap.ts';
import { type Rate, withRuleOfThree } from '../measure/error-rates.ts';
import type { ImpostorScores } from '../measure/impostor-scores.ts';
import { listedAbove } from './group-scores.ts';
import type { Grouping } from './grouping.ts';

/** False match rates of pairs of different people, by the groups of the two people. */
export interface BetweenGroups {
  readonly similarity: number;
  readonly names: readonly string[];
  /** Rates by the two groups. The matrix is symmetric; a rate is `null` if there are no pairs. */
  readonly rates: readonly (readonly (Rate | null)[])[];
}

/**
 * Returns the rate of each pair of groups above a cosine.
 *
 * @param all pairs of all photos; it must list the pairs above the cosine
 * @param grouping groups of these photos
 */
export function ratesBetweenGroups(
  all: ImpostorScores,
  { names, of }: Grouping,
  { similarity, cosine }: { readonly similarity: number; readonly cosine: number },
  resamples: Resamples,
): BetweenGroups {
  const { replicates, counts } = resamples;
  const cells = names.map(() => names.map(() => ({ above: 0, drawn: new Float64Array(replicates) })));
  const { a, b } = all.highest;
  const end = listedAbove(all, cosine);
  for (let i = 0; i < end; i++) {
    const [g, h] = [of[a[i]!]!, of[b[i]!]!];
    if (g < 0 || h < 0) continue;
    const cell = cells[Math.min(g, h)]![Math.max(g, h)]!;
    const [x, y] = [all.person[a[i]!]! * replicates, all.person[b[i]!]! * replicates];
    cell.above++;
    for (let r = 0; r < replicates; r++) cell.drawn[r]! += counts[x + r]! * counts[y + r]!;
  }
  const photos = photosOfGroups(all, { names, of });
  const ones = new Uint8Array(all.people).fill(1);
  const draws = Array.from({ length: replicates }, (_, r) => countsOf(resamples, all.people, r));
  const rates = names.map((_, g) =>
    names.map((_, h): Rate | null => {
      const cell = cells[Math.min(g, h)]![Math.max(g, h)]!;
      const total = pairsOf(photos[g]!, photos[h]!, g === h, ones);
      if (total === 0) return null;
      const drawn = cell.drawn.map((sum, r) => sum / pairsOf(photos[g]!, photos[h]!, g === h, draws[r]!));
      return { rate: cell.above / total, interval: withRuleOfThree(drawn, cell.above, total) };
    }),
  );
  return { similarity, names, rates };
}

/** The people with photos in a group, by number, and how many photos each of them has. */
interface PhotosOfGroup {
  readonly people: readonly number[];
  readonly photos: readonly number[];
}

function photosOfGroups(all: ImpostorScores, { names, of }: Grouping): PhotosOfGroup[] {
  return names.map((_, g) => {
    const counts = new Map<number, number>();
    for (const [photo, person] of all.person.entries()) {
      if (of[photo] === g) counts.set(person, (counts.get(person) ?? 0) + 1);
    }
    return { people: [...counts.keys()], photos: [...counts.values()] };
  });
}

/** Returns the weighted number of pairs of different people. A person is in one group. */
function pairsOf(first: PhotosOfGroup, second: PhotosOfGroup, same: boolean, weights: Uint8Array): number {
  const sum = ({ people, photos }: PhotosOfGroup, power: number): number => {
    let total = 0;
    for (let i = 0; i < people.length; i++) total += (weights[people[i]!]! * photos[i]!) ** power;
    return total;
  };
  return same ? (sum(first, 1) ** 2 - sum(first, 2)) / 2 : sum(first, 1) * sum(second, 1);
}

function countsOf({ replicates, counts }: Resamples, people: number, r: number): Uint8Array {
  const own = new Uint8Array(people);
  for (let p = 0; p < people; p++) own[p] = counts[p * replicates + r]!;
  return own;
}
