import { availableParallelism } from 'node:os';
import Tinypool from 'tinypool';

export interface PoolOptions<Job> {
  /** Module whose default export takes a job and returns its result. Each worker loads it once. */
  readonly worker: URL;
  /** Processes, for what may crash or holds native memory; threads, for what shares memory. */
  readonly runtime: 'child_process' | 'worker_threads';
  /** `process.argv.slice(2)` of the worker. */
  readonly args?: readonly string[];
  /** Default: one worker per processor. */
  readonly size?: number;
  /** Names a job in the message of its error. */
  readonly nameOf: (job: Job) => string;
}

/** Workers that do one job each at a time. */
export interface Pool<Job, Result> {
  /**
   * Returns the results of the jobs, in the order of the jobs.
   *
   * @param progress called after each job with the number done
   * @param onResult called with each result as it comes
   * @throws Error that names the first job that failed, or whose process ended
   */
  run(
    jobs: readonly Job[],
    progress?: (done: number, total: number) => void,
    onResult?: (job: Job, result: Result) => void,
  ): Promise<Result[]>;
  /** Ends the workers, whatever they are doing. */
  close(): Promise<void>;
}

/** Starts the workers. The caller must close the pool, also after an error. */
export function startPool<Job, Result>({
  worker,
  runtime,
  args = [],
  size = availableParallelism(),
  nameOf,
}: PoolOptions<Job>): Pool<Job, Result> {
  const pool = new Tinypool({
    filename: worker.href,
    runtime,
    argv: [...args],
    // By default a process gets no environment at all.
    env: { ...process.env } as Record<string, string>,
    serialization: 'advanced',
    minThreads: size,
    maxThreads: size,
  });
  // A worker that fails before it has a job.
  const failed = new Promise<never>((_, reject) => pool.on('error', reject));
  failed.catch(() => {});
  return {
    run(jobs, progress, onResult) {
      let done = 0;
      const results = jobs.map(async (job): Promise<Result> => {
        const result: Result = await pool.run(job).catch((error: Error) => {
          throw new Error(`${nameOf(job)}: ${error.message}`);
        });
        onResult?.(job, result);
        progress?.(++done, jobs.length);
        return result;
      });
      return Promise.race([failed, Promise.all(results)]);
    },
    close: () => pool.destroy(),
  };
}
