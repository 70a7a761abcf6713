import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';

export interface EmbedOptions {
  readonly imagesDir: string;
  readonly modelsDir: string;
  readonly pack: string;
  readonly processes?: number;
  /** `uncentred`: embeddings as the models give them; `plain`: see plainAnalysis. Default `ours`. */
  readonly pipeline?: 'ours' | 'uncentred' | 'plain';
  /** Called after each photo with the number done. */
  readonly progress?: (done: number, total: number) => void;
  /** Called with each analysis as it comes. */
  readonly onAnalysed?: (photo: string, analysed: AnalysedPicture) => void;
}

/** What a worker answers to the path of a photo; see embed-worker.ts. */
type WorkerAnswer =
  | { readonly photo: string; readonly analysed: AnalysedPicture }
  | { readonly photo: string; readonly failed: string };

/**
 * Analyses photos by the real pipeline on all processors, one process each. Embeddings stay in memory.
 *
 * @param photos paths relative to `imagesDir`
 * @throws Error naming the photo that cannot be read or processed
 */
export async function embedPhotos(
  photos: readonly string[],
  options: EmbedOptions,
): Promise<Map<string, AnalysedPicture>> {
  const results = new Map<string, AnalysedPicture>();
  const queue = [...photos].values();
  const processes = Math.min(photos.length, options.processes ?? availableParallelism());
  await Promise.all(
    Array.from({ length: processes }, () =>
      runWorker(queue, options, (photo, analysed) => {
        results.set(photo, analysed);
        options.onAnalysed?.(photo, analysed);
        options.progress?.(results.size, photos.length);
      }),
    ),
  );
  return results;
}

function runWorker(
  queue: Iterator<string>,
  options: EmbedOptions,
  onAnalysed: (photo: string, analysed: AnalysedPicture) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = fork(
      join(import.meta.dirname, 'embed-worker.ts'),
      [options.modelsDir, options.pack, options.imagesDir, options.pipeline ?? 'ours'],
      { serialization: 'advanced' },
    );
    const fail = (error: Error): void => {
      // The other workers find nothing left to do, so that the command ends now and not after all photos.
      while (!queue.next().done);
      reject(error);
      worker.disconnect();
    };
    const next = (): void => {
      const { value, done } = queue.next();
      if (done) worker.disconnect();
      else worker.send(value);
    };
    worker.on('message', (answer: WorkerAnswer | 'ready') => {
      if (answer !== 'ready' && 'failed' in answer) {
        fail(new Error(`${answer.photo}: ${answer.failed}`));
        return;
      }
      try {
        if (answer !== 'ready') onAnalysed(answer.photo, answer.analysed);
        next();
      } catch (error) {
        fail(error as Error);
      }
    });
    worker.on('error', reject);
    worker.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`A worker stopped with exit code ${code}`)),
    );
  });
}
