import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureModels } from '../../layers/models/fetch.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { ROOT } from '../cli/root.ts';
import { writeJson } from '../cli/write-json.ts';
import { figuresOf } from './figures.ts';
import { type InputKind, makeInputs, peopleFor } from './inputs/inputs.ts';
import { findSitters } from './inputs/sitters.ts';
import { measureMemory } from './memory/memory.ts';
import { memoryTables } from './memory/memory-tables.ts';
import type { BenchOptions } from './options.ts';
import { describeMachine, idlestCores } from './process/machine.ts';
import { measure } from './process/measure.ts';
import type { Setup } from './process/messages.ts';
import { type WorkerOptions, WorkerProcess } from './process/worker-process.ts';
import { figuresTables, inputsTable, machineLine } from './tables.ts';

/** What a run of the benchmark starts with. */
export interface Bench {
  readonly inputs: readonly InputKind[];
  readonly setup: Setup;
  readonly worker: WorkerOptions;
  /** Lines that say what is measured and where. */
  readonly heading: string;
  readonly about: object;
}

/** Makes the pictures, and chooses the cores. */
export async function prepare(options: BenchOptions): Promise<Bench> {
  const { kinds, threads, pin, facesDir, style } = options;
  const modelsDir = await ensureModels();
  const machine = describeMachine();
  const faces = facesDir ?? join(ROOT, '../shared/faces');
  if (facesDir !== null && facesDir !== 'none' && !existsSync(facesDir)) {
    throw new Error(`${facesDir}: there is no such folder`);
  }
  const sitters = await findSitters(faces, modelsDir, peopleFor(kinds));
  const inputs = await makeInputs(sitters, kinds);
  const cores = pin ? await idlestCores(threads) : null;
  const place = cores === null ? 'on any core' : `on core ${cores.join(', ')}`;
  return {
    inputs,
    setup: { checkout: ROOT, modelsDir, threads, inputs, reference: true },
    worker: { cores },
    heading: [
      machineLine(machine),
      `${threads === 1 ? '1 thread' : `${threads} threads`} of inference, ${place}; inputs from ${sitters.source}`,
      '',
      inputsTable(inputs, style),
    ].join('\n'),
    about: {
      machine,
      threads,
      cores,
      source: sitters.source,
      inputs: inputs.map(({ name, title, pairs }) => ({
        name,
        title,
        bytes: pairs.map((pair) => pair.map((file) => file.length)),
      })),
    },
  };
}

/** Measures every kind of input and prints the figures. */
export async function bench(options: BenchOptions): Promise<void> {
  const { inputs, setup, worker, heading, about } = await prepare(options);
  const main = await WorkerProcess.start(setup, worker);
  const measurements = await measure(main, inputs, options.rounds, progressBar('rounds')).finally(() => main.stop());
  // Peaks are read from /proc.
  const measuresMemory = options.memory && process.platform === 'linux';
  const memory = measuresMemory ? await measureMemory(setup, worker, progressBar('kinds of input')) : null;
  const figures = figuresOf(measurements);
  const tables = [
    figuresTables(figures, options.style),
    ...(memory === null ? [] : [memoryTables(memory, options.style)]),
  ];
  console.log([heading, ...tables].join('\n\n'));
  const memoryFigures = memory && Object.fromEntries(memory);
  await writeJson(options.json, { ...about, rounds: options.rounds, ...figures, memory: memoryFigures });
}
