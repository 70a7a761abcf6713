import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureModels } from '../../../layers/models/fetch.ts';
import { UsageError } from '../../cli/command.ts';
import { ROOT } from '../../cli/root.ts';
import type { TableStyle } from '../../cli/table.ts';
import { type InputKind, makeInputs, peopleFor } from '../inputs/inputs.ts';
import { drawnSitters, findSitters, type Sitters } from '../inputs/sitters.ts';
import { describeMachine, idlestCores } from '../process/machine.ts';
import type { Setup } from '../process/messages.ts';
import type { WorkerOptions } from '../process/worker-process.ts';
import { inputsTable, machineLine } from '../report/tables.ts';

/** What every run of the benchmark needs to know. */
export interface RunOptions {
  /** Of KIND_NAMES. */
  readonly kinds: readonly string[];
  /** Threads of one inference. */
  readonly threads: number;
  /** Folder with photos, "none" for drawn faces, or `null` for the default folder. */
  readonly facesDir: string | null;
  /** Whether to keep the measuring process on as many cores as it has threads. */
  readonly pin: boolean;
  readonly style: TableStyle;
}

/** What a run of the benchmark starts with. */
export interface Run {
  readonly inputs: readonly InputKind[];
  readonly setup: Setup;
  readonly worker: WorkerOptions;
  /** Lines that say what is measured and where. */
  readonly heading: string;
  /** The same for the JSON file. */
  readonly about: object;
}

/**
 * Fetches the models, makes the images and chooses the cores.
 *
 * @throws Error when a folder that was named does not exist
 */
export async function prepare({ kinds, threads, facesDir, pin, style }: RunOptions): Promise<Run> {
  const modelsDir = await ensureModels();
  const machine = describeMachine();
  const sitters = await sittersOf(facesDir, modelsDir, peopleFor(kinds));
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

async function sittersOf(facesDir: string | null, modelsDir: string, people: number): Promise<Sitters> {
  if (facesDir === 'none') return drawnSitters(people);
  if (facesDir !== null && !existsSync(facesDir)) throw new UsageError(`${facesDir}: there is no such folder.`);
  return findSitters(facesDir ?? join(ROOT, '../shared/faces'), modelsDir, people);
}
