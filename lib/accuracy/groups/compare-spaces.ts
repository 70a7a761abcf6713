import { cosine } from '../../../lambda/face/matching/embedder.ts';
import { type Interval, interval95, type Resamples } from '../measure/bootstrap.ts';
import type { GroupScores } from './group-scores.ts';
import { hasFace, type LabelledFace } from './labelled-faces.ts';
import { cosineAtMeanRate } from './mean-rate.ts';

/** False match rates of look-alikes at which two spaces are compared. */
const RATES = [1e-2, 1e-3, 1e-4] as const;

/** Numbers of two photos of one person. */
export type MatedPair = readonly [number, number];

/** The same people in one embedding space: groups of look-alikes, and photos, several of them of one person. */
export interface SpaceView {
  readonly groups: readonly GroupScores[];
  /** The same photos in the same order in both spaces. */
  readonly mated: readonly LabelledFace[];
  /** Cosine above which a pair matches at the default threshold; `null` if it is unknown. */
  readonly defaultCosine: number | null;
}

/** How many of the same pairs each of two spaces misses, each space at its own cosine. */
export interface SpaceDifference {
  /** The false match rate of look-alikes that both spaces have, or `default threshold`: each space at its default. */
  readonly at: number | 'default threshold';
  /** Which pairs are counted: `all`, or those whose photos both have this label value. */
  readonly whose: string;
  readonly pairs: number;
  /** Number of pairs that this space misses, and that the other one misses. */
  readonly own: number;
  readonly other: number;
  /** `own` divided by `other`. Its interval comes from resampling the people of the pairs; the cosines stay fixed. */
  readonly ratio: number;
  readonly interval: Interval;
  /** p-value of a two-sided sign test of the pairs that only one space misses (McNemar, exact). */
  readonly p: number;
  /** p-value of a two-sided exact test (Fisher): does this space miss these pairs as often as all others? 1 for `all`. */
  readonly pOthers: number;
}

/**
 * Compares the misses of two spaces at equal false match rates of look-alikes, and at the default threshold of each.
 *
 * @param pairs pairs of photos of one person, as indexes into `mated`
 * @param columns labels; the pairs of each of their values are counted in addition to `all`
 */
export function compareSpaces(
  own: SpaceView,
  other: SpaceView,
  pairs: readonly MatedPair[],
  columns: readonly string[],
  { replicates, counts }: Resamples,
): SpaceDifference[] {
  const places = [
    ...RATES.map((at) => ({ at, limits: [own, other].map(({ groups }) => cosineAtMeanRate(groups, at)) })),
    { at: 'default threshold' as const, limits: [own.defaultCosine, other.defaultCosine] },
  ];
  return places.flatMap(({ at, limits: [limit, otherLimit] }) => {
    if (limit == null || otherLimit == null) return [];
    const marks = pairs.map(([i, j]) => ({
      kinds: kindsOf(own.mated[i]!, own.mated[j]!, columns),
      unit: own.mated[i]!.unit,
      own: misses(own.mated, i, j, limit),
      other: misses(other.mated, i, j, otherLimit),
    }));
    const missed = marks.filter((mark) => mark.own).length;
    const kinds = [...new Set(marks.flatMap((mark) => mark.kinds))].sort();
    return ['all', ...kinds].map((kind): SpaceDifference => {
      const chosen = marks.filter((mark) => kind === 'all' || mark.kinds.includes(kind));
      const [first, second] = [chosen.filter((mark) => mark.own), chosen.filter((mark) => mark.other)];
      const weigh = (all: typeof marks, r: number): number =>
        all.reduce((sum, { unit }) => sum + counts[unit * replicates + r]!, 0);
      const ratios = Float64Array.from({ length: replicates }, (_, r) => weigh(first, r) / weigh(second, r));
      const hits = chosen.length - first.length;
      return {
        at,
        whose: kind,
        pairs: chosen.length,
        own: first.length,
        other: second.length,
        ratio: first.length / second.length,
        interval: interval95(ratios),
        p: signTest(first.filter((mark) => !mark.other).length, second.filter((mark) => !mark.own).length),
        pOthers: fisherTest(first.length, hits, missed - first.length, marks.length - missed - hits),
      };
    });
  });
}

/** Returns all pairs of photos of one named person. */
export function pairsOfPeople(faces: readonly LabelledFace[]): MatedPair[] {
  const own = Map.groupBy(faces.keys(), (i) => faces[i]!.unit);
  return [...own.values()].flatMap((photos) =>
    photos.flatMap((i, k) => photos.slice(k + 1).map((j) => [i, j] as const)),
  );
}

/** Annotators may give two photos of one person different labels. Such a pair counts in no group. */
function kindsOf(first: LabelledFace, second: LabelledFace, columns: readonly string[]): string[] {
  return columns.flatMap((column) => {
    const value = first.labels[column];
    return value !== undefined && value === second.labels[column] ? [value] : [];
  });
}

function misses(faces: readonly LabelledFace[], i: number, j: number, limit: number): boolean {
  const [a, b] = [faces[i]!, faces[j]!];
  if (!hasFace(a) || !hasFace(b)) return true;
  const [x, y] = [a, b].map(({ analysed }) => analysed.embeddings.find((one) => one !== null)!);
  return !(cosine(x!, y!) > limit);
}

/** Returns the probability that chance divides the pairs at least this unequally, [0, 1]. */
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

/**
 * Returns the probability, [0, 1], that a table of two rows and two columns is at least as uneven as this one although both rows have
 * the same rate. It is the sum of the hypergeometric probabilities that are at most this table's.
 */
export function fisherTest(a: number, b: number, c: number, d: number): number {
  const [row, column, total] = [a + b, a + c, a + b + c + d];
  const logarithms = logFactorials(total);
  const log = (n: number): number => logarithms[n]!;
  const probability = (x: number): number =>
    Math.exp(
      log(row) +
        log(total - row) +
        log(column) +
        log(total - column) -
        log(total) -
        (log(x) + log(row - x) + log(column - x) + log(total - row - column + x)),
    );
  // Rounding must not exclude tables that are equally likely.
  const most = probability(a) * (1 + 1e-9);
  let sum = 0;
  for (let x = Math.max(0, row + column - total); x <= Math.min(row, column); x++) {
    if (probability(x) <= most) sum += probability(x);
  }
  return Math.min(1, sum);
}

function logFactorials(most: number): Float64Array {
  const values = new Float64Array(most + 1);
  for (let n = 1; n <= most; n++) values[n] = values[n - 1]! + Math.log(n);
  return values;
}

/** Returns the rows as lines of text. */
export function spaceDifferenceText(rows: readonly SpaceDifference[]): string[] {
  const percent = (count: number, of: number): string => `${count} = ${((100 * count) / of).toFixed(2)} %`;
  const ratioText = ({ ratio, interval: [low, high] }: SpaceDifference): string =>
    Number.isFinite(ratio) ? `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})` : '–';
  return [
    'misses of pairs of one person in this space and in the other, at equal false match rates of look-alikes and at the default threshold of each;',
    'ratio with its 95 % interval, p of the paired sign test, p of the exact test against the misses of all other pairs in this space',
    ...rows.map((row) => {
      const { at, whose, pairs, own, other, p, pOthers } = row;
      const where = at === 'default threshold' ? at : at.toExponential(0);
      return (
        `  at ${where}, ${whose} (${pairs} pairs): ${percent(own, pairs)}, ${percent(other, pairs)}; ` +
        `${ratioText(row)}, paired p = ${p.toPrecision(2)}${whose === 'all' ? '' : `, against others p = ${pOthers.toPrecision(2)}`}`
      );
    }),
  ];
}
