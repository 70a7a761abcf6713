import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import { startPool } from '../../workers/pool.ts';

/** `ours`: embeddings as the models give them, still to be projected; `plain`: see createPlainPipeline. */
export type Pipeline = 'ours' | 'plain';

export interface EmbedOptions {
  readonly imagesDir: string;
  readonly modelsDir: string;
  readonly pack: string;
  /** Default: one per processor. */
  readonly processes?: number;
  /** Default `ours`. */
  readonly pipeline?: Pipeline;
  /** Called after each photo with the number done. */
  readonly progress?: (done: number, total: number) => void;
  /** Called with each analysis as it comes. */
  readonly onAnalysed?: (photo: string, analysed: AnalysedPicture) => void;
}

/**
 * Analyses photos in one process per processor. Embeddings stay in memory.
 *
 * @param photos paths relative to `imagesDir`
 * @returns analyses by path, in the order of `photos`
 * @throws Error naming the photo that cannot be read or processed
 */
export async function embedPhotos(
  photos: readonly string[],
  { imagesDir, modelsDir, pack, processes, pipeline = 'ours', progress, onAnalysed }: EmbedOptions,
): Promise<Map<string, AnalysedPicture>> {
  if (photos.length === 0) return new Map();
  const pool = startPool<string, AnalysedPicture>({
    worker: new URL('./embed-worker.ts', import.meta.url),
    runtime: 'child_process',
    args: [modelsDir, pack, imagesDir, pipeline],
    size: processes,
    nameOf: (photo) => photo,
  });
  try {
    const results = await pool.run(photos, progress, onAnalysed);
    return new Map(photos.map((photo, i) => [photo, results[i]!]));
  } finally {
    await pool.close();
  }
}
