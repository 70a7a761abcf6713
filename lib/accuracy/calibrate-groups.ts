import { join } from 'node:path';
import type { AnalysedPicture } from '../../lambda/face/analyse-picture.ts';
import type { CalibrationFile } from '../../lambda/face/matching/calibration.ts';
import type { Embedding } from '../../lambda/face/matching/embedder.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { againstSpace, matedDuplicates, matedFolder } from './against-space.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import { deployLines } from './deploy-lines.ts';
import { crossValidateGroups } from './groups/cross-validate-groups.ts';
import { groupBy, groupColumns } from './groups/grouping.ts';
import { type LabelledFace, labelledFaces, unitsOf } from './groups/labelled-faces.ts';
import { learnedFrom } from './groups/learned-from.ts';
import { makeLookAlikeCalibration, requireEnoughInGroups } from './groups/look-alike-calibration.ts';
import { type ComparedFaces, comparedFaces, type GroupMeasurement } from './groups/measure-groups.ts';
import { measurePairs } from './groups/measure-pairs.ts';
import { type Resamples, resamplePeople } from './measure/bootstrap.ts';
import { readIgnoredLabels } from './photos/ignored-labels.ts';
import { intoSpace, type MeasuredEmbedder, splitEmbedding } from './photos/into-space.ts';
import { type Labels, readLabels } from './photos/labels-file.ts';
import { groupReport } from './report/group-report.ts';
import { groupReportText } from './report/group-report-text.ts';
import { writeGroupReport } from './report/write-group-report.ts';
import { analyseUnprojected, type Context, loadContext, REPLICATES } from './run.ts';
import { writeCalibration } from './write-calibration.ts';
import { writeProjection } from './write-projection.ts';

type Print = (line: string) => void;

/**
 * Measures a pack on photos with labels of groups: false match rates of each group and between groups, and on request a
 * calibration by people who look alike and a report; or only the projection of its embedder, or its misses against those of another
 * space.
 *
 * @throws Error naming the file or photo that is wrong
 */
export async function calibrateGroups(
  file: string,
  options: CalibrateOptions,
  context: Context,
  print: Print,
): Promise<void> {
  const labels = await readLabels(file, options.images);
  const by = groupColumns(labels, { by: options.groups, only: options.only });
  if (options.out !== null) requireEnoughInGroups(photosOfPeople(labels, by, options.only));
  const raw = await rawFaces(labels, options, context);
  const second = await viewsOfSecondPack(labels, options);
  const compared = await comparedFaces(
    raw,
    [...viewsOf(raw, context.embedders), ...second],
    await ignoredPhotos(labels, options),
  );
  const created = new Date().toISOString().slice(0, 10);
  if (options.projection !== null) {
    const grouping = groupBy(compared.faces, by, options.only);
    const about = {
      faces: inGroups(compared, grouping),
      data: options.data,
      licence: options.licence,
      created,
      embedders: context.embedders,
    };
    const source = { ...about, grouping: groupBy(about.faces, by, options.only) };
    for (const line of await writeProjection(options.projection, source, options)) print(line);
    return;
  }
  if (options.againstProjection !== null) {
    const mated =
      options.mated === null
        ? await matedDuplicates(raw, second[0]!, by, options.matedDuplicates!)
        : await matedFolder(options.mated, options.matedLabels, options, context);
    for (const line of await againstSpace(mated, compared.faces, by, options, context)) print(line);
    return;
  }
  const faces = raw.map((face) => ({ ...face, analysed: intoSpace(face.analysed, context.embedders) }));
  const learned = learnedFrom(compared.faces, context.embedders, context.projections, by, options.only);
  const measured = await measurePairs(
    compared.faces,
    { embedders: context.embedders, learned },
    { units: unitsOf(raw), seed: options.seed, by, only: options.only },
  );
  const resamples = resamplePeople(unitsOf(raw), REPLICATES, options.seed);
  const made = tryCalibration(measured, by, resamples, options, context, created);
  const calibration = made instanceof Error ? context.inForce : made;
  const report = groupReport({
    labels,
    faces,
    compared,
    measured,
    calibration,
    by,
    only: options.only,
    resamples,
    origin: {
      created,
      data: options.data ?? 'Photos labelled by group.',
      pack: options.pack,
      models: context.models,
      spaces: context.spaces,
      pipeline: context.pipeline,
    },
    heldOut: options.crossValidate
      ? await crossValidateGroups(compared.faces, context.embedders, {
          by,
          ...options,
          progress: progressBar('halves'),
        })
      : null,
  });
  for (const line of groupReportText(report)) print(line);
  if (learned.some((one) => one !== null)) {
    print(
      'note: the projection was made of these photos, so each pair is scored in a space measured without its people',
    );
  }
  if (context.stale !== null) print(`note: the pack's own calibration does not count here: ${context.stale}`);
  if (options.report !== null) {
    await writeGroupReport(options.report, report, compared.duplicates);
    print(
      `report: ${join(options.report, 'report.html')}, likely duplicates: ${join(options.report, 'likely-duplicates.csv')}`,
    );
  }
  if (options.out === null) {
    if (made instanceof Error) print(`No calibration from these photos: ${made.message}`);
  } else {
    // The rates are printed first: they are worth the time that they took.
    if (made instanceof Error) throw made;
    await writeCalibration(options.out, made);
    print(`calibration ${made.version}: ${options.out}`);
    print('To deploy it:');
    for (const line of deployLines({ ...options, calibration: options.out })) print(`  ${line}`);
  }
}

async function rawFaces(labels: Labels, options: CalibrateOptions, context: Context): Promise<LabelledFace[]> {
  const paths = labels.photos.map(({ path }) => path);
  return labelledFaces(labels.photos, await analyseUnprojected(paths, options, context));
}

/** Returns the embeddings of each photo by each embedder of a pack, as published. */
function viewsOf(
  faces: readonly { readonly analysed: AnalysedPicture }[],
  embedders: readonly MeasuredEmbedder[],
): (Embedding | null)[][] {
  const mains = faces.map(({ analysed }) => analysed.embeddings.find((one) => one !== null) ?? null);
  const parts = mains.map((main) => (main === null ? null : splitEmbedding(main, embedders)));
  return embedders.map((_, k) => parts.map((each) => each?.[k] ?? null));
}

async function viewsOfSecondPack(labels: Labels, options: CalibrateOptions): Promise<(Embedding | null)[][]> {
  if (options.secondPack === null) return [];
  const context = await loadContext(options.secondPack);
  return viewsOf(await rawFaces(labels, { ...options, pack: options.secondPack }, context), context.embedders);
}

async function ignoredPhotos({ photos }: Labels, { ignore }: CalibrateOptions): Promise<Set<string>> {
  if (ignore === null) return new Set();
  const ignored = await readIgnoredLabels(ignore, new Set(photos.map(({ path }) => path)));
  // Of two photos of one person the second one goes.
  return new Set([...ignored.photos, ...ignored.pairs.map(([, b]) => b)]);
}

/** Returns for each group the number of photos of each of its people; where nobody is named a photo is its own person. */
function photosOfPeople({ photos }: Labels, by: readonly string[], only: CalibrateOptions['only']): number[][] {
  const { names, of } = groupBy(photos, by, only);
  return names.map((_, g) => {
    const own = photos.filter((_photo, i) => of[i] === g);
    return [...Map.groupBy(own, ({ path, person }) => person ?? path).values()].map(({ length }) => length);
  });
}

function inGroups({ faces }: ComparedFaces, { of }: { readonly of: Int32Array }): LabelledFace[] {
  return faces.filter((_, i) => of[i]! >= 0);
}

/** Returns a calibration, or the error where the photos are too few for one. */
function tryCalibration(
  { groups, random }: GroupMeasurement,
  by: readonly string[],
  resamples: Resamples,
  options: CalibrateOptions,
  { models, spaces, pipeline }: Context,
  created: string,
): CalibrationFile | Error {
  const photos = groups.reduce((sum, group) => sum + group.photos, 0);
  const data = options.data ?? 'Photos labelled by group.';
  const origin = { pack: options.pack, spaces, created, data, photos, faces: 'main' as const, pipeline, models, by };
  try {
    return makeLookAlikeCalibration(groups, random, origin, resamples);
  } catch (error) {
    return error as Error;
  }
}
