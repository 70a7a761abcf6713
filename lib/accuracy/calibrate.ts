import { createCalibration } from '../../lambda/face/matching/calibration.ts';
import { calibrateGroups } from './calibrate-groups.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import { conclude } from './conclude.ts';
import { resamplePeople } from './measure/bootstrap.ts';
import { countPairs } from './measure/impostor-scores.ts';
import { requireEnoughPairs } from './measure/make-calibration.ts';
import { measureAllPairs, measureList } from './measure/measurement.ts';
import { differenceText, pairedDifferences } from './measure/paired-difference.ts';
import { scorePairs } from './measure/score-pairs.ts';
import { highestPairs, writeScores } from './measure/scores-file.ts';
import { readIgnoredLabels } from './photos/ignored-labels.ts';
import { readPairs } from './photos/pairs-file.ts';
import { personOfPath, photosByPerson } from './photos/photos-by-person.ts';
import { analyse, type Context, loadContext, REPLICATES, type Run } from './run.ts';
import { separationReport } from './separation-report.ts';

/** Pairs of different people above this similarity go into the scores of a folder; all would be millions of lines. */
const SCORES_FROM = 0.5;

/**
 * Measures a pack on labelled photos: error rates, label errors, and on request a calibration, a report, a
 * cross-validation and the line that deploys a threshold; with labels of groups the rates of each.
 *
 * @param print receives the lines of the result; progress goes to standard error
 * @throws Error naming the file or photo that is wrong
 */
export async function calibrate(options: CalibrateOptions, print: (line: string) => void): Promise<void> {
  const context = await loadContext(options.pack);
  if (options.labels !== null) {
    await calibrateGroups(options.labels, options, context, print);
    return;
  }
  const run =
    options.pairs === null
      ? await calibrateFolder(options, context)
      : await calibratePairs(options.pairs, options, context);
  for (const line of run.preface) print(line);
  await conclude(run, options, context, print);
}

/** Compares all photos of a folder of people with all others. */
async function calibrateFolder(options: CalibrateOptions, context: Context): Promise<Run> {
  const labelled = await photosByPerson(options.images);
  if (options.out !== null) {
    const people = [...Map.groupBy(labelled, ({ person }) => person).values()];
    requireEnoughPairs(countPairs(people.map((own) => own.length)), people.length);
  }
  const paths = labelled.map(({ path }) => path);
  const ignored = options.ignore === null ? null : await readIgnoredLabels(options.ignore, new Set(paths));
  const analyses = await analyse(paths, options, context);
  const map = createCalibration(context.inForce);
  const asLabelled = await measureAllPairs(labelled, analyses, map);
  const withoutIgnored = ignored && (await measureAllPairs(labelled, analyses, map, ignored));
  if (options.scores !== null) {
    await writeScores(options.scores, [...asLabelled.genuine, ...highestPairs(asLabelled, analyses, map, SCORES_FROM)]);
  }
  if (!options.againstPlain) return { preface: [], asLabelled, withoutIgnored };
  const plain = await measureAllPairs(labelled, await analyse(paths, options, context, 'plain'), map);
  const resamples = resamplePeople(asLabelled.people, REPLICATES, options.seed);
  const preface = [...differenceText(pairedDifferences(asLabelled, plain, resamples)), ''];
  return { preface, asLabelled, withoutIgnored };
}

/** Compares the pairs of a list. */
async function calibratePairs(file: string, options: CalibrateOptions, context: Context): Promise<Run> {
  const pairs = await readPairs(file);
  if (options.out !== null) {
    const different = pairs.filter(({ same }) => !same);
    requireEnoughPairs(different.length, new Set(different.flatMap(({ a, b }) => [a, b].map(personOfPath))).size);
  }
  const paths = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const analyses = await analyse(paths, options, context);
  const map = createCalibration(context.inForce);
  const results = scorePairs(pairs, analyses, map);
  if (options.scores !== null) await writeScores(options.scores, results);
  const version = { pack: options.pack, models: context.models, calibration: context.inForce.version };
  return {
    preface: [...separationReport(results, analyses, version), ''],
    asLabelled: measureList(pairs, analyses, map),
    withoutIgnored: null,
  };
}
