import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnalysedPicture } from '../../lambda/face/analyse-picture.ts';
import { readPack } from '../../lambda/face/load-pack.ts';
import { type CalibrationFile, mistakeOf, readCalibrationFile } from '../../lambda/face/matching/calibration.ts';
import { modelVersion } from '../../lambda/face/models/manifest.ts';
import type { ProjectionFile } from '../../lambda/face/models/projection.ts';
import { ensureModels } from '../../layers/models/fetch.ts';
import { provisionalCalibration } from '../../layers/models/provisional-calibration.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { localDir } from '../local/state/state.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import type { Measurement } from './measure/measurement.ts';
import { analysePhotos } from './photos/analyse-photos.ts';
import type { Pipeline } from './photos/embed-photos.ts';
import { cacheKey, openEmbeddingCache } from './photos/embedding-cache.ts';
import { intoSpace, type MeasuredEmbedder } from './photos/into-space.ts';
import { onlyMainFace } from './photos/only-main-face.ts';
import { pipelineVersion } from './photos/pipeline-version.ts';

/** Number of resamples of the people. */
export const REPLICATES = 500;

/** The pack of a run, the calibration that the run uses, and what identifies both. */
export interface Context {
  readonly modelsDir: string;
  /** The calibration that the run uses: the pack's own, or a provisional one if that is no longer usable. */
  readonly inForce: CalibrationFile;
  /** Why the pack's own calibration is unusable; `null` if it is usable. */
  readonly stale: string | null;
  readonly models: readonly string[];
  readonly spaces: readonly string[];
  readonly embedders: readonly MeasuredEmbedder[];
  /** How the projection of each embedder was made; `null` for an embedder without one. */
  readonly projections: readonly (ProjectionFile | null)[];
  readonly pipeline: string;
  /** Key of the cache of embeddings; see cacheKey. */
  readonly key: string;
}

/** The measurements of a run. */
export interface Run {
  /** Lines to print before the report. */
  readonly preface: readonly string[];
  /** With the labels unchanged. */
  readonly asLabelled: Measurement;
  /** Without the ignored labels; `null` if the run ignores none. */
  readonly withoutIgnored: Measurement | null;
}

/** Returns the context of a pack. Fetches its models if they are missing. */
export async function loadContext(packName: string): Promise<Context> {
  const modelsDir = await ensureModels({ pack: packName });
  const { pack, entries, spaces: found } = await readPack({ modelsDir, pack: packName });
  const pipeline = await pipelineVersion();
  const models = entries.map(modelVersion);
  const spaces = found.map(({ space }) => space);
  const own = await readCalibrationFile(join(modelsDir, pack.calibration), packName);
  const stale = mistakeOf(own, { pack: packName, models, spaces, randomPairs: true });
  return {
    modelsDir,
    inForce: stale === null ? own : provisionalCalibration(packName, spaces, own.created),
    stale,
    models,
    spaces,
    embedders: pack.embedders.map(({ model, weight }, i) => {
      const { length } = entries.find(({ name }) => name === model)!.output!;
      return { model, weight, length, projection: found[i]!.projection };
    }),
    projections: await Promise.all(
      pack.embedders.map(async ({ model }) => {
        const { projection } = entries.find(({ name }) => name === model)!;
        if (projection === undefined) return null;
        return JSON.parse(await readFile(join(modelsDir, projection.file), 'utf8')) as ProjectionFile;
      }),
    ),
    pipeline,
    key: cacheKey(pipeline, pack, entries),
  };
}

/**
 * Returns the analyses of photos by path, with the embeddings that the API would compare.
 *
 * @throws Error naming the photo that cannot be read or processed
 */
export async function analyse(
  paths: readonly string[],
  options: CalibrateOptions,
  context: Context,
  pipeline: Pipeline = 'ours',
): Promise<Map<string, AnalysedPicture>> {
  const analyses = await analyseUnprojected(paths, options, context, pipeline);
  if (pipeline === 'plain') return analyses;
  return new Map(Array.from(analyses, ([path, photo]) => [path, intoSpace(photo, context.embedders)]));
}

/**
 * Returns the analyses of photos by path, with embeddings as the models return them. The cache keeps only the analyses of the
 * pipeline `ours`.
 *
 * @throws Error naming the photo that cannot be read or processed
 */
export async function analyseUnprojected(
  paths: readonly string[],
  { images, pack, faces, cache: dir }: CalibrateOptions,
  { modelsDir, key }: Context,
  pipeline: Pipeline = 'ours',
): Promise<Map<string, AnalysedPicture>> {
  const kept = pipeline === 'ours' && dir !== null;
  const cache = kept ? await openEmbeddingCache(dir ?? join(localDir(), 'calibrate'), pack, key) : null;
  try {
    const progress = progressBar(pipeline === 'ours' ? 'photos' : `${pipeline} pipeline`);
    const analyses = await analysePhotos(paths, { imagesDir: images, modelsDir, pack, progress, cache, pipeline });
    return faces === 'all' ? analyses : new Map(Array.from(analyses, ([path, photo]) => [path, onlyMainFace(photo)]));
  } finally {
    cache?.close();
  }
}
