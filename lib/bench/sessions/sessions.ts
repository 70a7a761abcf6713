import { progressBar } from '../../cli/progress-bar.ts';
import { writeJson } from '../../cli/write-json.ts';
import { prepare } from '../command.ts';
import type { BenchOptions } from '../options.ts';
import { measureSessionOptions } from './session-options.ts';
import { sessionTables, threadTable } from './session-tables.ts';
import { SESSION_VARIANTS } from './session-variants.ts';
import { measureThreadShares, THREAD_SIZES } from './thread-shares.ts';

/** Measures the options of onnxruntime's sessions and the number of threads by memory size, and prints both. */
export async function benchSessions(options: BenchOptions): Promise<void> {
  const { rounds, style } = options;
  const { inputs, setup, worker, heading, about } = await prepare(options);
  const variants = await measureSessionOptions(
    SESSION_VARIANTS,
    setup,
    inputs,
    worker.cores,
    rounds,
    progressBar('rounds of session options'),
  );
  const progress = progressBar('memory sizes');
  const threads = await measureThreadShares(THREAD_SIZES, setup.modelsDir, inputs, rounds, progress);
  console.log(
    [heading, sessionTables(variants, style), threadTable(threads.figures, threads.method, style)].join('\n\n'),
  );
  await writeJson(options.json, { ...about, rounds, variants, threads });
}
