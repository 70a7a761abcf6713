import { writeFile } from 'node:fs/promises';
import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import type { Calibration } from '../../../lambda/face/matching/calibration.ts';
import { asSpreadsheetText } from '../../cli/spreadsheet-text.ts';
import type { LabelledPair } from '../photos/pairs-file.ts';
import type { Measurement } from './measurement.ts';
import { type PairResult, scorePairs } from './score-pairs.ts';

/** Returns the pairs of different people above the similarity `from`, scored as the API does. */
export function highestPairs(
  { photos, impostors }: Measurement,
  analyses: ReadonlyMap<string, AnalysedPicture>,
  calibration: Calibration,
  from: number,
): PairResult[] {
  const { a, b, cosine } = impostors.highest;
  const lowest = calibration.cosine(from);
  const pairs: LabelledPair[] = [];
  for (let i = 0; i < cosine.length && cosine[i]! > lowest; i++) {
    pairs.push({ a: photos[a[i]!]!.path, b: photos[b[i]!]!.path, same: false });
  }
  return scorePairs(pairs, analyses, calibration);
}

/** Writes `a,b,same,cosine,similarity,status`, one line per pair; an absent cosine is an empty cell. Paths are spreadsheet text. */
export async function writeScores(file: string, results: readonly PairResult[]): Promise<void> {
  const lines = results.map(({ a, b, same, cosine, similarity, status }) =>
    [asSpreadsheetText(a), asSpreadsheetText(b), same ? 1 : 0, cosine ?? '', similarity, status].join(','),
  );
  await writeFile(file, `${['a,b,same,cosine,similarity,status', ...lines].join('\n')}\n`);
}
