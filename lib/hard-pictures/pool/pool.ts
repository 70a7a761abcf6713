import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { PictureAnalysis } from '../../../lambda/face/comparison.ts';
import type { Embedding } from '../../../lambda/face/matching/embedder.ts';
import type { Landmarks } from '../../../lambda/face/picture/pixels/geometry.ts';

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
export type PoolTask =
  | { readonly photo: LocatedPhoto; readonly degrade: Degradation }
  | { readonly photo: Pick<LocatedPhoto, 'path'>; readonly degrade: null };

export type PoolJob = PoolTask & { readonly index: number };

/** What the pipeline made of a picture. Embeddings stay in memory. */
export interface PoolResult {
  readonly index: number;
  readonly analysis: PictureAnalysis;
  readonly embeddings: readonly (Embedding | null)[];
  /** Processor time of decoding and analysis on one core. */
  readonly milliseconds: number;
}

export type PoolAnswer = PoolResult | { readonly index: number; readonly failed: string };

export interface PoolOptions {
  readonly imagesDir: string;
  readonly modelsDir: string;
  readonly pack: string;
  /** Default: one per processor. */
  readonly processes?: number;
}

/** Processes that degrade and analyse pictures, each with its own models. */
export interface Pool {
  /**
   * Runs jobs; the results have their order.
   *
   * @param progress called after each job with the number done
   * @throws Error naming the photo and the kind that failed
   */
  run(jobs: readonly PoolTask[], progress?: (done: number, total: number) => void): Promise<PoolResult[]>;
  /** Ends the processes. */
  close(): void;
}

/** Starts the processes. Close the pool in any case, or the program does not end. */
export function startPool({ imagesDir, modelsDir, pack, processes = availableParallelism() }: PoolOptions): Pool {
  const workers = Array.from({ length: processes }, () =>
    fork(join(import.meta.dirname, 'worker.ts'), [modelsDir, pack, imagesDir], { serialization: 'advanced' }),
  );
  const ready = workers.map(
    (worker) =>
      new Promise<void>((resolve, reject) => {
        worker.once('message', () => resolve());
        worker.once('exit', (code) => reject(new Error(`A worker stopped with exit code ${code}`)));
      }),
  );
  // An early failure is reported by run().
  for (const promise of ready) promise.catch(() => {});
  return {
    async run(jobs, progress) {
      const results: PoolResult[] = [];
      let next = 0;
      let done = 0;
      await Promise.all(
        workers.map(async (worker, i) => {
          await ready[i];
          for (let index = next++; index < jobs.length; index = next++) {
            results[index] = await answerOf(worker, { ...jobs[index]!, index });
            progress?.(++done, jobs.length);
          }
        }),
      );
      return results;
    },
    close() {
      for (const worker of workers) if (worker.connected) worker.disconnect();
    },
  };
}

function answerOf(worker: ChildProcess, job: PoolJob): Promise<PoolResult> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', onMessage);
      worker.off('exit', onExit);
    };
    const onMessage = (answer: PoolAnswer): void => {
      settle();
      if ('failed' in answer) reject(new Error(answer.failed));
      else resolve(answer);
    };
    const onExit = (code: number | null): void => {
      settle();
      reject(
        new Error(`A worker stopped with exit code ${code} at ${job.photo.path}, ${job.degrade?.kind ?? 'clean'}`),
      );
    };
    worker.on('message', onMessage);
    worker.on('exit', onExit);
    worker.send(job);
  });
}
