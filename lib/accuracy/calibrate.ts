import { join } from 'node:path';
import type { AnalysedPicture } from '../../lambda/face/analyse-picture.ts';
import {
  type CalibrationFile,
  createCalibration,
  readCalibrationFile,
} from '../../lambda/face/matching/calibration.ts';
import { modelVersion, packModels } from '../../lambda/face/models/manifest.ts';
import { readManifest } from '../../lambda/face/models/read-manifest.ts';
import { ensureModels } from '../../layers/models/fetch.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { localDir } from '../local/state/state.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import { deployLines } from './deploy-lines.ts';
import { type Resamples, resamplePeople } from './measure/bootstrap.ts';
import { crossValidate } from './measure/cross-validation.ts';
import { errorRates } from './measure/error-rates.ts';
import { findLabelErrors } from './measure/label-errors.ts';
import { makeCalibration } from './measure/make-calibration.ts';
import { type Measurement, measureAllPairs, measureList } from './measure/measurement.ts';
import { differenceText, pairedDifferences } from './measure/paired-difference.ts';
import { type PairResult, scorePairs } from './measure/score-pairs.ts';
import { highestPairs, writeScores } from './measure/scores-file.ts';
import { analysePhotos } from './photos/analyse-photos.ts';
import { embedPhotos } from './photos/embed-photos.ts';
import { cacheKey, openEmbeddingCache } from './photos/embedding-cache.ts';
import { readIgnoredLabels } from './photos/ignored-labels.ts';
import { onlyMainFace } from './photos/only-main-face.ts';
import { type LabelledPair, readPairs } from './photos/pairs-file.ts';
import { photosByPerson } from './photos/photos-by-person.ts';
import { pipelineVersion } from './photos/pipeline-version.ts';
import { ratesTable, reportData } from './report/report-data.ts';
import { rateCells, reportText } from './report/report-text.ts';
import { writeReport } from './report/write-report.ts';
import { separationReport } from './separation-report.ts';
import { writeCalibration } from './write-calibration.ts';
import { writeCentre } from './write-centre.ts';

/** Resamples of the people, and divisions into halves, of a run. */
const REPLICATES = 500;
const SPLITS = 10;
/** Pairs of different people above this similarity go into the scores of a folder; all would be millions of lines. */
const SCORES_FROM = 0.5;

/** The pack, its calibration in force, and what identifies the run. */
interface Context {
  readonly modelsDir: string;
  readonly inForce: CalibrationFile;
  readonly models: readonly string[];
  readonly embedders: readonly string[];
  readonly pipeline: string;
  /** Of embeddings; see cacheKey. */
  readonly key: string;
}

/**
 * Measures a pack on labelled photos: error rates, label errors, and on request a calibration, a report, a
 * cross-validation and the line that deploys a threshold.
 *
 * @param print receives the lines of the result; progress goes to standard error
 * @throws Error naming the file or photo that is wrong
 */
export async function calibrate(options: CalibrateOptions, print: (line: string) => void): Promise<void> {
  const context = await loadContext(options.pack);
  const pairs = options.pairs === null ? null : await readPairs(options.pairs);
  const labelled = pairs === null ? await photosByPerson(options.images) : null;
  const paths = labelled?.map(({ path }) => path) ?? [...new Set(pairs!.flatMap(({ a, b }) => [a, b]))];
  if (labelled && options.centre !== null) {
    const photos = await analyseAs('uncentred', paths, options, context);
    for (const line of await writeCentre(options.centre, labelled, photos, options, context.embedders)) print(line);
    return;
  }
  const ignored = options.ignore === null ? null : await readIgnoredLabels(options.ignore, new Set(paths));
  const analyses = await analyse(paths, options, context);
  const map = createCalibration(context.inForce);

  if (pairs !== null) await reportSeparation(pairs, analyses, options, context, print);
  const measured = labelled ? await measureAllPairs(labelled, analyses, map) : measureList(pairs!, analyses, map);
  const without = labelled && ignored ? await measureAllPairs(labelled, analyses, map, ignored) : null;
  if (labelled && options.scores !== null) {
    await writeScores(options.scores, [...measured.genuine, ...highestPairs(measured, analyses, map, SCORES_FROM)]);
  }
  if (labelled && options.againstPlain) {
    const plain = await measureAllPairs(labelled, await analyseAs('plain', paths, options, context), map);
    const resamples = resamplePeople(measured.people, REPLICATES, options.seed);
    for (const line of [...differenceText(pairedDifferences(measured, plain, resamples)), '']) print(line);
  }
  await conclude(measured, without, options, context, print);
}

async function loadContext(packName: string): Promise<Context> {
  const modelsDir = await ensureModels({ pack: packName });
  const { pack, models } = packModels(await readManifest(modelsDir), packName);
  const pipeline = await pipelineVersion();
  return {
    modelsDir,
    inForce: await readCalibrationFile(join(modelsDir, pack.calibration), packName),
    models: models.map(modelVersion),
    embedders: pack.embedders.map(({ model }) => model),
    pipeline,
    key: cacheKey(pipeline, pack, models),
  };
}

async function analyse(
  paths: readonly string[],
  { images, pack, faces, cache: dir }: CalibrateOptions,
  { modelsDir, key }: Context,
): Promise<Map<string, AnalysedPicture>> {
  const cache = dir === null ? null : await openEmbeddingCache(dir ?? join(localDir(), 'calibrate'), pack, key);
  try {
    const progress = progressBar('photos');
    const analyses = await analysePhotos(paths, { imagesDir: images, modelsDir, pack, progress, cache });
    return faces === 'all' ? analyses : mainFaces(analyses);
  } finally {
    cache?.close();
  }
}

async function analyseAs(
  pipeline: 'uncentred' | 'plain',
  paths: readonly string[],
  { images, pack, faces }: CalibrateOptions,
  { modelsDir }: Context,
): Promise<Map<string, AnalysedPicture>> {
  const progress = progressBar(`${pipeline} pipeline`);
  const analyses = await embedPhotos(paths, { imagesDir: images, modelsDir, pack, progress, pipeline });
  return faces === 'all' ? analyses : mainFaces(analyses);
}

function mainFaces(analyses: ReadonlyMap<string, AnalysedPicture>): Map<string, AnalysedPicture> {
  return new Map(Array.from(analyses, ([path, photo]) => [path, onlyMainFace(photo)]));
}

/** What a pair list has always printed: how well the pairs are separated. */
async function reportSeparation(
  pairs: readonly LabelledPair[],
  analyses: ReadonlyMap<string, AnalysedPicture>,
  { pack, scores }: CalibrateOptions,
  { inForce, models }: Context,
  print: (line: string) => void,
): Promise<void> {
  const results: PairResult[] = scorePairs(pairs, analyses, createCalibration(inForce));
  if (scores !== null) await writeScores(scores, results);
  const version = { pack, models, calibration: inForce.version };
  for (const line of separationReport(results, analyses, version)) print(line);
  print('');
}

/** @param without the same measurement without the ignored labels */
async function conclude(
  asLabelled: Measurement,
  without: Measurement | null,
  options: CalibrateOptions,
  { inForce, models, pipeline }: Context,
  print: (line: string) => void,
): Promise<void> {
  const { pack, faces, seed } = options;
  const created = new Date().toISOString().slice(0, 10);
  const data = options.data ?? 'Photos labelled by folder.';
  const resamples = resamplePeople(asLabelled.people, REPLICATES, seed);
  const best = without ?? asLabelled;
  const bestResamples = without === null ? resamples : resamplePeople(without.people, REPLICATES, seed);
  const origin = { pack, created, data, photos: best.photos.length, faces, pipeline, models };
  const made = tryCalibration(best, origin, bestResamples, options.out !== null, print);
  const calibrations = made === null || made.version === inForce.version ? [inForce] : [inForce, made];
  const tables = calibrations.flatMap((calibration) => [
    ratesTable(asLabelled, calibration, 'labels as they stand', resamples),
    ...(without === null ? [] : [ratesTable(without, calibration, 'without the ignored labels', bestResamples)]),
  ]);
  const heldOut = options.crossValidate
    ? crossValidate(asLabelled.impostors, { splits: SPLITS, replicates: REPLICATES, seed })
    : null;
  const labelErrors = findLabelErrors(asLabelled, made ?? inForce);
  const report = reportData(
    asLabelled,
    { created, data, pack, models, pipeline, faces, calibration: made, heldOut },
    made ?? inForce,
    tables,
    labelErrors,
    resamples,
    options.withPhotos,
  );
  for (const line of reportText(report)) print(line);
  if (inForce.pipeline !== undefined && inForce.pipeline !== pipeline) {
    print(`note: ${inForce.version} was made with pipeline ${inForce.pipeline}, these figures with ${pipeline}`);
  }
  if (options.report !== null) {
    await writeReport(options.report, report, labelErrors, options.withPhotos ? options.images : null);
    print(
      `report: ${join(options.report, 'report.html')}, labels to review: ${join(options.report, 'label-errors.csv')}`,
    );
  }
  if (options.out !== null && made !== null) {
    await writeCalibration(options.out, made);
    print(`calibration ${made.version}: ${options.out}`);
  }
  printDeployment(best, options, options.out === null ? inForce : made!, bestResamples, print);
}

/** `null` where the photos are too few and nobody asked for a file. */
function tryCalibration(
  measurement: Measurement,
  origin: Parameters<typeof makeCalibration>[1],
  resamples: Resamples,
  required: boolean,
  print: (line: string) => void,
): CalibrationFile | null {
  try {
    return makeCalibration(measurement.impostors, origin, resamples);
  } catch (error) {
    if (required) throw error;
    print(`No calibration from these photos: ${(error as Error).message}`);
    return null;
  }
}

function printDeployment(
  measurement: Measurement,
  { out, pack, threshold }: CalibrateOptions,
  calibration: CalibrationFile,
  resamples: Resamples,
  print: (line: string) => void,
): void {
  if (out === null && threshold === null) return;
  if (threshold !== null) {
    const [row] = errorRates(measurement, calibration, [threshold], resamples);
    const [similarity, , stated, falseMatch, falseNonMatch] = rateCells(row!);
    print(
      `\nthreshold ${similarity} (stands for ${stated}): false match ${falseMatch}, false non-match ${falseNonMatch} here`,
    );
  }
  print('To deploy it:');
  for (const line of deployLines({ pack, calibration: out, threshold })) print(`  ${line}`);
}
