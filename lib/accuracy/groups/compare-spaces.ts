import { cosine } from '../../../lambda/face/matching/embedder.ts';
import { type Interval, interval95, type Resamples } from '../measure/bootstrap.ts';
import type { GroupScores } from './group-scores.ts';
import { hasFace, type LabelledFace } from './labelled-faces.ts';
import { cosineAtMeanRate } from './mean-rate.ts';

/** False-match rates of look-alikes at which two spaces are compared. */
const RATES = [1e-2, 1e-3, 1e-4] as const;

/** People seen in one space: groups of look-alikes, and pairs of one person. */
export interface SpaceView {
  readonly groups: readonly GroupScores[];
  /** Photos of people with several, the same in the same order in both spaces. */
  readonly mated: readonly LabelledFace[];
}

/** What two spaces miss of the same pairs, each at its own cosine of one false-match rate of look-alikes. */
export interface SpaceDifference {
  readonly falseMatchRate: number;
  /** Whose pairs: `all`, or the value of a label. */
  readonly whose: string;
  readonly pairs: number;
  /** False non-match rates of this space and of the other one. */
  readonly own: number;
  readonly other: number;
  /** Of own by other, with its interval by drawing the people of the pairs anew; the cosines are taken as they are found. */
  readonly ratio: number;
  readonly interval: Interval;
  /** Two-sided sign test of the pairs that one space alone misses (McNemar, exact). */
  readonly p: number;
}

/**
 * Compares the misses of two spaces at equal false-match rates of look-alikes.
 *
 * @param whose label of a pair by which it is counted besides `all`, `null` for none
 */
export function compareSpaces(
  own: SpaceView,
  other: SpaceView,
  whose: (face: LabelledFace) => string | null,
  { replicates, counts }: Resamples,
): SpaceDifference[] {
  const pairs = matedPairs(own.mated);
  const kinds = new Set(pairs.flatMap(([i]) => whose(own.mated[i]!) ?? []));
  return RATES.flatMap((falseMatchRate) => {
    const limits = [own, other].map(({ groups }) => cosineAtMeanRate(groups, falseMatchRate));
    const [limit, otherLimit] = limits;
    if (limit == null || otherLimit == null) return [];
    const marks = pairs.map(([i, j]) => ({
      kind: whose(own.mated[i]!),
      unit: own.mated[i]!.unit,
      own: misses(own.mated, i, j, limit),
      other: misses(other.mated, i, j, otherLimit),
    }));
    return ['all', ...[...kinds].sort()].map((kind): SpaceDifference => {
      const chosen = marks.filter((mark) => kind === 'all' || mark.kind === kind);
      const [first, second] = [chosen.filter((mark) => mark.own), chosen.filter((mark) => mark.other)];
      const weigh = (all: typeof marks, r: number): number =>
        all.reduce((sum, { unit }) => sum + counts[unit * replicates + r]!, 0);
      const ratios = Float64Array.from({ length: replicates }, (_, r) => weigh(first, r) / weigh(second, r));
      return {
        falseMatchRate,
        whose: kind,
        pairs: chosen.length,
        own: first.length / chosen.length,
        other: second.length / chosen.length,
        ratio: first.length / second.length,
        interval: interval95(ratios),
        p: signTest(first.filter((mark) => !mark.other).length, second.filter((mark) => !mark.own).length),
      };
    });
  });
}

function matedPairs(faces: readonly LabelledFace[]): (readonly [number, number])[] {
  const own = Map.groupBy(faces.keys(), (i) => faces[i]!.unit);
  return [...own.values()].flatMap((photos) =>
    photos.flatMap((i, k) => photos.slice(k + 1).map((j) => [i, j] as const)),
  );
}

function misses(faces: readonly LabelledFace[], i: number, j: number, limit: number): boolean {
  const [a, b] = [faces[i]!, faces[j]!];
  if (!hasFace(a) || !hasFace(b)) return true;
  const [x, y] = [a, b].map(({ analysed }) => analysed.embeddings.find((one) => one !== null)!);
  return !(cosine(x!, y!) > limit);
}

/** Returns how likely so unequal a division of the pairs is by chance, [0, 1]. */
export function signTest(first: number, second: number): number {
  const n = first + second;
  // The sum of the binomial probabilities up to the smaller count, in logarithms.
  let [term, sum] = [-n * Math.LN2, 0];
  for (let k = 0; k <= Math.min(first, second); k++) {
    sum += Math.exp(term);
    term += Math.log((n - k) / (k + 1));
  }
  return Math.min(1, 2 * sum);
}

/** The rows as lines of text. */
export function spaceDifferenceText(rows: readonly SpaceDifference[]): string[] {
  const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`;
  return [
    'false non-match rates in this space and in the other, at equal false-match rates of look-alikes; ratio with its 95 % interval',
    ...rows.map(
      ({ falseMatchRate, whose, pairs, own, other, ratio, interval, p }) =>
        `  at ${falseMatchRate.toExponential(0)}, ${whose} (${pairs} pairs): ${percent(own)}, ${percent(other)}; ` +
        `${ratio.toFixed(2)} (${interval[0].toFixed(2)} to ${interval[1].toFixed(2)}), paired p = ${p.toPrecision(2)}`,
    ),
  ];
}
