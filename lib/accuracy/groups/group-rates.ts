import type { Calibration } from '../../../lambda/face/matching/calibration.ts';
import { cosine } from '../../../lambda/face/matching/embedder.ts';
import { falseMatchReplicates, interval95, type Resamples, shareReplicates } from '../measure/bootstrap.ts';
import { type Rate, withRuleOfThree } from '../measure/error-rates.ts';
import type { ImpostorScores } from '../measure/impostor-scores.ts';
import { type Disparity, disparity } from './disparity.ts';
import { type GroupScores, listedAbove } from './group-scores.ts';
import type { Grouping } from './grouping.ts';
import { hasFace, type LabelledFace } from './labelled-faces.ts';

/** Similarities at which rates of groups are given. */
export const GROUP_THRESHOLDS = [0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** What is measured of one group. Rates by threshold are in the order of `GROUP_THRESHOLDS`. */
export interface GroupRates {
  readonly group: string;
  /** Labelled photos of the group. */
  readonly photos: number;
  /** Photos without a face to compare. */
  readonly failureToAcquire: Rate;
  readonly lowQuality: Rate;
  /** Photos whose pairs are counted, and their pairs of different people. */
  readonly compared: number;
  readonly pairs: number;
  /** Empty where the group has too few people. */
  readonly falseMatch: readonly Rate[];
  /** Pairs of one person; 0 where nobody is named or has several photos. */
  readonly matedPairs: number;
  /** Empty without such pairs. A photo without a face counts as a miss. */
  readonly falseNonMatch: readonly Rate[];
}

/** What the rates of groups come to. */
export interface GroupSummary {
  /** Among pairs of the same group, all groups counted equally. */
  readonly falseMatch: readonly Rate[];
  /** Among any two people of the groups. */
  readonly randomPairs: readonly Rate[];
  readonly disparity: readonly Readonly<Record<keyof Disparity, Rate>>[];
}

/**
 * Returns the rates of each group.
 *
 * @param faces all labelled photos
 * @param grouping groups of `faces`
 * @param scores pairs of the groups that are large enough, with the rates of `replicates` at the thresholds
 */
export function ratesOfGroups(
  faces: readonly LabelledFace[],
  grouping: Grouping,
  scores: readonly GroupScores[],
  map: Calibration,
  resamples: Resamples,
): GroupRates[] {
  const cosines = GROUP_THRESHOLDS.map((similarity) => map.cosine(similarity));
  return grouping.names.map((group, g) => {
    const own = faces.filter((_, i) => grouping.of[i] === g);
    const measured = scores.find((one) => one.group === group);
    const mated = matedCosines(own);
    return {
      group,
      photos: own.length,
      failureToAcquire: share(own, (face) => !hasFace(face), resamples),
      lowQuality: share(own, ({ status }) => status === 'LowQuality', resamples),
      compared: measured?.photos ?? 0,
      pairs: measured?.scores.total ?? 0,
      falseMatch: measured === undefined ? [] : falseMatchRates(measured.scores, cosines, resamples),
      matedPairs: mated.length,
      falseNonMatch:
        mated.length === 0 ? [] : cosines.map((at) => share(mated, ({ cosine }) => !(cosine > at), resamples)),
    };
  });
}

/** Returns the share of pairs above each cosine with its interval. @param cosines ascending */
function falseMatchRates(scores: ImpostorScores, cosines: readonly number[], resamples: Resamples): Rate[] {
  const replicates = falseMatchReplicates(scores, cosines, resamples);
  return cosines.map((at, k) => {
    const above = listedAbove(scores, at);
    return { rate: above / scores.total, interval: withRuleOfThree(replicates[k], above, scores.total) };
  });
}

/** Returns what the rates of all groups come to at the thresholds. */
export function summaryOfGroups(
  groups: readonly GroupScores[],
  random: ImpostorScores,
  map: Calibration,
  resamples: Resamples,
): GroupSummary {
  const cosines = GROUP_THRESHOLDS.map((similarity) => map.cosine(similarity));
  const replicates = groups.map(({ scores }) => falseMatchReplicates(scores, cosines, resamples));
  const draws = Array.from({ length: resamples.replicates }, (_, r) => r);
  const at = cosines.map((cosine, k) => {
    const rates = groups.map(({ scores }) => listedAbove(scores, cosine) / scores.total);
    const drawn = draws.map((r) => replicates.map((one) => one[k]![r]!));
    const unequal = disparity(rates);
    const drawnUnequal = drawn.map(disparity);
    const of = (name: keyof Disparity): Rate => ({
      rate: unequal[name],
      interval: interval95(Float64Array.from(drawnUnequal, (one) => one[name])),
    });
    return {
      mean: { rate: mean(rates), interval: interval95(Float64Array.from(drawn, mean)) },
      disparity: { maxByMin: of('maxByMin'), maxByGeometricMean: of('maxByGeometricMean'), gini: of('gini') },
    };
  });
  return {
    falseMatch: at.map((one) => one.mean),
    randomPairs: falseMatchRates(random, cosines, resamples),
    disparity: at.map((one) => one.disparity),
  };
}

/** Cosines of the pairs of photos of one named person; -1 where one of them has no face. */
function matedCosines(faces: readonly LabelledFace[]): { readonly unit: number; readonly cosine: number }[] {
  const named = faces.filter(({ person }) => person !== null);
  return [...Map.groupBy(named, ({ unit }) => unit).values()].flatMap((own) =>
    own.flatMap((first, i) =>
      own.slice(i + 1).map((second) => ({ unit: first.unit, cosine: cosineOf(first, second) })),
    ),
  );
}

function cosineOf(first: LabelledFace, second: LabelledFace): number {
  const [a, b] = [first, second].map(({ analysed }) => analysed.embeddings.find((one) => one !== null));
  return a && b ? cosine(a, b) : -1;
}

function share<Item extends { readonly unit: number }>(
  items: readonly Item[],
  marked: (item: Item) => boolean,
  resamples: Resamples,
): Rate {
  const marks = items.map((item) => ({ person: item.unit, marked: marked(item) }));
  const events = marks.filter((one) => one.marked).length;
  const interval = withRuleOfThree(shareReplicates(marks, resamples), events, items.length);
  return { rate: events / items.length, interval };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
