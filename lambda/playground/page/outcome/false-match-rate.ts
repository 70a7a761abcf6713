import { rateAtSimilarity } from '../../../face/matching/score-scale.ts';

/** The scale begins here; lower values are common among different people. */
const SCALE_START = 0.3;
/** Calibrations have knots from here to 0.9; the rest is not pinned to a value. */
const FIRST_KNOT = 0.4;
const LAST_KNOT = 0.9;

/** What the ticks of the scale say: the similarity, and how often different people reach it. */
export const TICKS = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((similarity) => ({
  similarity,
  rate: falseMatchRate(similarity),
}));

/**
 * The false match rate that a similarity means: 1e-1 at 0.4 and a tenth for each 0.1 more, up to 1e-6 at 0.9.
 *
 * @returns `null` outside, where the score promises no rate
 */
export function falseMatchRate(similarity: number): number | null {
  if (similarity < FIRST_KNOT - 1e-9 || similarity > LAST_KNOT + 1e-9) return null;
  return rateAtSimilarity(similarity);
}

/** Whose pairs a similarity refers to: of people who look alike, or where nothing better was measured, of any two. */
export type Whose = 'look-alikes' | 'random pairs';

const STRANGERS: Readonly<Record<Whose, string>> = {
  'look-alikes': 'strangers of the same sex and origin',
  'random pairs': 'random strangers',
};

/**
 * Returns how often strangers reach a similarity, in words: "about 1 in 10,000 pairs of strangers of the same sex and origin".
 * Between the ends of the scale the number is rounded to one digit: the calibration does not know more.
 */
export function rateText(similarity: number, whose: Whose = 'look-alikes'): string {
  const pairs = `pairs of ${STRANGERS[whose]}`;
  const rate = falseMatchRate(similarity);
  if (rate !== null) return `about 1 in ${Number((1 / rate).toPrecision(1)).toLocaleString('en')} ${pairs}`;
  return similarity < FIRST_KNOT ? `more than 1 in 10 ${pairs}` : `fewer than 1 in 1,000,000 ${pairs}`;
}

/** Where a similarity stands on the scale, 0 to 1. */
export function scalePosition(similarity: number): number {
  return Math.max(0, Math.min(1, (similarity - SCALE_START) / (1 - SCALE_START)));
}
