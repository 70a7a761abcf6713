import { decide } from '../../lambda/compare/decision.ts';
import { ADVICE } from '../../lambda/contract/status.ts';
import type { Comparison } from '../../lambda/face/comparison.ts';
import type { Tone } from '../cli/paint.ts';
import { oneIn } from './one-in.ts';

/** Exit codes of `npm run compare` besides 1 for a failure and 2 for wrong usage; docs/commands.md lists them. */
const COMPARE_EXIT_CODES = { match: 0, noMatch: 3, notComparable: 4 } as const;

export interface CompareReport {
  readonly lines: readonly { readonly text: string; readonly tone: Tone | null }[];
  readonly exitCode: number;
}

/**
 * Returns what `npm run compare` prints for a comparison. It replaces the field names of the API with the file names.
 *
 * @param threshold [0, 1]
 * @param files names of the two files, as typed
 */
export function compareReport(
  comparison: Comparison,
  threshold: number,
  files: readonly [string, string],
): CompareReport {
  const { isFaceMatch, matchingSimilarity, pictures, causes } = decide(comparison, threshold);
  const wrong = pictures.flatMap((status, i) => {
    if (status === null || status === 'Success') return [];
    return [`${files[i]}: ${causes[i]?.message ?? ADVICE[status]}`];
  });
  const warnings = wrong.map((text) => ({ text, tone: 'warning' as const }));
  const { pair, samePicture } = comparison;
  if (pair === null) {
    return {
      lines: [{ text: 'Not compared.', tone: 'warning' }, ...wrong.map((text) => ({ text, tone: null }))],
      exitCode: COMPARE_EXIT_CODES.notComparable,
    };
  }
  const similarity = `similarity ${matchingSimilarity.toFixed(4)}, threshold ${threshold}`;
  const more = [
    ...rates(comparison),
    ...(pair.pairs > 1 ? [`Compared ${pair.pairs} pairs of faces; the most similar pair counts.`] : []),
  ].map((text) => ({ text, tone: null }));
  const same = samePicture
    ? [{ text: 'The two files show the same photo, so this says nothing about the person.', tone: 'warning' as const }]
    : [];
  if (pictures.every((status) => status === 'LowQuality')) {
    const text = `Not decided: ${similarity}. Both images are too poor for a match.`;
    return { lines: [{ text, tone: 'warning' }, ...warnings], exitCode: COMPARE_EXIT_CODES.notComparable };
  }
  return {
    lines: [
      { text: `${isFaceMatch ? 'Match' : 'No match'}: ${similarity}`, tone: isFaceMatch ? 'good' : 'bad' },
      ...more,
      ...same,
      ...warnings,
    ],
    exitCode: isFaceMatch ? COMPARE_EXIT_CODES.match : COMPARE_EXIT_CODES.noMatch,
  };
}

function rates({ pair }: Comparison): string[] {
  const known = [
    [pair?.falseMatchRate, 'different people who look alike'],
    [pair?.randomPairFalseMatchRate, 'different people picked at random'],
  ] as const;
  return known.flatMap(([rate, whose]) => (rate == null ? [] : [`${oneIn(rate)} pairs of ${whose} score this high.`]));
}
