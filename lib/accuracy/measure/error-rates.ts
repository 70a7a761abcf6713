import { type CalibrationFile, createCalibration } from '../../../lambda/face/matching/calibration.ts';
import { similarityAtRate } from '../../../lambda/face/matching/score-scale.ts';
import { falseMatchReplicates, type Interval, interval95, type Resamples, shareReplicates } from './bootstrap.ts';
import { pairsAbove } from './impostor-scores.ts';
import type { Measurement } from './measurement.ts';

/** A rate with its interval of 95 %; `null` where no interval was made. */
export interface Rate {
  readonly rate: number;
  readonly interval: Interval | null;
}

/** How often a threshold errs. */
export interface ErrorRates {
  /** A pair matches when its similarity is above this one. */
  readonly similarity: number;
  readonly cosine: number;
  /** What the calibration says the false match rate is. */
  readonly stated: number;
  /** Pairs of different people that match, of those that have a similarity. */
  readonly falseMatch: Rate;
  /** Pairs of one person that do not match; one without a face is one of them, LowQuality counts by its similarity. */
  readonly falseNonMatch: Rate;
  /** The same with every pair of status LowQuality counted as not matching. */
  readonly falseNonMatchWithLowQuality: Rate;
}

/** Similarities at which rates are given: the anchors of the score. */
export const ANCHORS = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6].map((rate) => Number(similarityAtRate(rate).toFixed(6)));

/**
 * Error rates of a calibration's thresholds on measured photos (ISO/IEC 19795-1).
 *
 * @param similarities thresholds, ascending
 * @param resamples of the people of this measurement
 */
export function errorRates(
  { impostors, genuine }: Measurement,
  calibration: CalibrationFile,
  similarities: readonly number[],
  resamples: Resamples,
): ErrorRates[] {
  const map = createCalibration(calibration);
  const cosines = similarities.map((similarity) => map.cosine(similarity));
  const lowest = impostors.total === 0 ? 1 : impostors.highest.cosine.at(-1)!;
  const listed = cosines.filter((cosine) => cosine >= lowest || impostors.highest.cosine.length === impostors.total);
  const replicates = impostors.total === 0 ? [] : falseMatchReplicates(impostors, listed, resamples);
  return similarities.map((similarity, i) => {
    const cosine = cosines[i]!;
    const above = impostors.total === 0 ? 0 : pairsAbove(impostors, cosine);
    const missed = genuine.map((pair) => ({ ...pair, marked: pair.cosine === null || pair.cosine <= cosine }));
    const refused = missed.map((pair) => ({ ...pair, marked: pair.marked || pair.status === 'LowQuality' }));
    return {
      similarity,
      cosine,
      stated: map.falseMatchRate(similarity),
      falseMatch: {
        rate: above / impostors.total,
        interval: withRuleOfThree(replicates[listed.indexOf(cosine)], above, impostors.total),
      },
      falseNonMatch: share(missed, resamples),
      falseNonMatchWithLowQuality: share(refused, resamples),
    };
  });
}

/** Photos without a face that could be compared (ISO/IEC 19795-1: failure to acquire). */
export function failureToAcquire({ photos }: Measurement, resamples: Resamples): Rate {
  return share(
    photos.map(({ number, analysed }) => ({
      person: number,
      marked: analysed.embeddings.every((embedding) => embedding === null),
    })),
    resamples,
  );
}

/** A share of items with its interval; see shareReplicates. */
function share(items: readonly { readonly person: number; readonly marked: boolean }[], resamples: Resamples): Rate {
  const marked = items.filter((item) => item.marked).length;
  if (items.length === 0) return { rate: Number.NaN, interval: null };
  return {
    rate: marked / items.length,
    interval: withRuleOfThree(shareReplicates(items, resamples), marked, items.length),
  };
}

/** Resampling no event gives none ever; with none among n, the rate is below 3 / n with 95 % confidence. */
export function withRuleOfThree(replicates: Float64Array | undefined, events: number, of: number): Interval | null {
  if (replicates === undefined) return null;
  return events === 0 ? [0, Math.min(1, 3 / of)] : interval95(replicates);
}
