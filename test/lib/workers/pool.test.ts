import { afterEach, expect, test, vi } from 'vitest';
import { type Pool, startPool } from '../../../lib/workers/pool.ts';

let pool: Pool<string, { echo: string; values: Float32Array }>;

function start(runtime: 'child_process' | 'worker_threads', ...args: string[]): void {
  const worker = new URL('./job-worker.ts', import.meta.url);
  pool = startPool({ worker, runtime, args, size: 2, nameOf: (job) => `job ${job}` });
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await pool.close();
});

test.each(['child_process', 'worker_threads'] as const)(
  'results of %s keep the order of the jobs, and come as they are done',
  async (runtime) => {
    vi.stubEnv('POOL_TEST', 'own');
    start(runtime);
    const jobs = Array.from({ length: 7 }, (_, i) => `${i}`);
    const [progress, onResult] = [vi.fn(), vi.fn()];
    const results = await pool.run(jobs, progress, onResult);
    expect(results.map(({ echo }) => echo)).toEqual(jobs.map((job) => `own ${job}`));
    expect(results[0]!.values).toEqual(Float32Array.of(0.5, 2));
    expect(progress.mock.calls).toEqual(jobs.map((_, i) => [i + 1, 7]));
    expect(onResult.mock.calls.map(([job]) => job).toSorted()).toEqual(jobs);
    expect(await pool.run(['again'])).toMatchObject([{ echo: 'own again' }]);
    expect(await pool.run([])).toEqual([]);
  },
);

test.each(['child_process', 'worker_threads'] as const)('a job that fails in %s is named', async (runtime) => {
  start(runtime);
  await expect(pool.run(['1', 'fail', '2', '3', '4'])).rejects.toThrow('job fail: The photo cannot be read');
});

test('a job whose process crashes is named, and does not end this one', async () => {
  start('child_process');
  await expect(pool.run(['1', 'crash', '2', '3', '4'])).rejects.toThrow('job crash: Worker exited unexpectedly');
});

test('workers that cannot start are an error of the first run, also when it comes later', async () => {
  start('child_process', 'broken');
  await expect(pool.run(['1', '2', '3', '4'])).rejects.toThrow('The model is missing');
});

test('an error of onResult ends the run', async () => {
  start('worker_threads');
  const full = () => {
    throw new Error('The disk is full');
  };
  await expect(pool.run(['1', '2', '3'], undefined, full)).rejects.toThrow('The disk is full');
});
