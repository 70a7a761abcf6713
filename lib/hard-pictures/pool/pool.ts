import type { PictureAnalysis } from '../../../lambda/face/comparison.ts';
import type { Embedding } from '../../../lambda/face/matching/embedder.ts';
import type { Landmarks } from '../../../lambda/face/picture/pixels/geometry.ts';
import { type Pool, startPool } from '../../workers/pool.ts';
import type { TriedMeasures } from '../tried/tried-measures.ts';

/** A photo and where its face was found when it was clean. */
export interface LocatedPhoto {
  /** Relative to the images directory. */
  readonly path: string;
  readonly box: readonly [number, number, number, number];
  readonly landmarks: Landmarks;
}

interface Degradation {
  readonly kind: string;
  /** Index into the kind's severities. */
  readonly severity: number;
  readonly seed: number;
  readonly others: readonly LocatedPhoto[];
}

/** A photo to analyse: degraded, or as it is. */
export type PictureJob =
  | { readonly photo: LocatedPhoto; readonly degrade: Degradation }
  | { readonly photo: Pick<LocatedPhoto, 'path'>; readonly degrade: null };

/** What the pipeline made of an image. Embeddings stay in memory. */
export interface PictureResult {
  readonly analysis: PictureAnalysis;
  readonly embeddings: readonly (Embedding | null)[];
  /** Processor time of decoding and analysis on one core. */
  readonly milliseconds: number;
  /** Of the face that is compared; missing without one, or where the pool does not measure them. */
  readonly tried?: TriedMeasures;
}

export interface PicturePoolOptions {
  readonly imagesDir: string;
  readonly modelsDir: string;
  readonly pack: string;
  /** Default: one per processor. */
  readonly processes?: number;
  /** Whether faces are measured by what was tried, too; default: false. */
  readonly tried?: boolean;
}

/** Processes that degrade and analyse images, each with its own models. */
export type PicturePool = Pool<PictureJob, PictureResult>;

/** Starts the processes. The caller must close the pool, also after an error. */
export function startPicturePool(options: PicturePoolOptions): PicturePool {
  const { imagesDir, modelsDir, pack, processes, tried = false } = options;
  return startPool<PictureJob, PictureResult>({
    worker: new URL('./worker.ts', import.meta.url),
    runtime: 'child_process',
    args: [modelsDir, pack, imagesDir, String(tried)],
    size: processes,
    nameOf: ({ photo, degrade }) =>
      `${photo.path}, ${degrade === null ? 'as it is' : `${degrade.kind} ${degrade.severity}`}`,
  });
}

/** Returns the job of a photo that is analysed as it is. */
export function asItIs(path: string): PictureJob {
  return { photo: { path }, degrade: null };
}
