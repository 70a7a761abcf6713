import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from '../../../lambda/face/models/manifest.ts';
import { assembleImage } from '../../../layers/assemble.ts';
import { progressBar } from '../../cli/progress-bar.ts';
import { writeJson } from '../../cli/write-json.ts';
import { startAuditTable } from '../../local/audit/audit-table.ts';
import { compileClient } from '../../local/runtime/compile-client.ts';
import { prepare, type RunOptions } from '../prepare/prepare.ts';
import { type ColdStart, coldFigures, type PhasedStart } from './cold-figures.ts';
import { type ColdImage, startImage } from './cold-image.ts';
import { coldTables } from './cold-tables.ts';
import { compareEvent } from './invocation-event.ts';

export interface ColdOptions extends Omit<RunOptions, 'kinds' | 'threads'> {
  /** Each starts the image once as it is and once with the clock. */
  readonly rounds: number;
  /** File for the figures, "-" for standard output, `null` for none. */
  readonly json: string | null;
}

/**
 * Starts the assembled image under AWS's runtime client again and again, on one core, and prints how long a start and its
 * first response take. Starts of the image as it is alternate with starts that have a clock in the process, which gives the
 * phases.
 *
 * @throws Error on another system than Linux
 */
export async function benchCold(options: ColdOptions): Promise<void> {
  if (process.platform !== 'linux') throw new Error('The cold start is measured on Linux, where the image runs.');
  const { inputs, worker, heading, about } = await prepare({ ...options, kinds: ['small'], threads: 1 });
  const folder = await mkdtemp(join(tmpdir(), 'face-comparison-cold-'));
  const table = await startAuditTable();
  try {
    const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
    const assembled = await assembleImage({ outdir: join(folder, 'image'), architecture });
    const taskRoot = join(assembled.folder, 'task');
    const clientDir = join(folder, 'client');
    await compileClient(clientDir, { probe: join(import.meta.dirname, 'cold-probe.ts') });
    // Loaded here, since CDK takes a second to load and the other benchmarks do without it.
    const { localTemplate } = await import('../../local/template/synth.ts');
    const { readStack } = await import('../../local/template/local-stack.ts');
    const { compare: definition } = readStack(await localTemplate());
    const image: ColdImage = { taskRoot, clientDir, table, definition, cores: worker.cores };
    const models = new Map(
      (await readManifest(join(taskRoot, 'models'))).models.map(({ bytes, name }) => [bytes, name]),
    );
    const [first, second] = inputs[0]!.pairs[0]!;
    const event = await compareEvent(first, second);
    const starts: ColdStart[] = [];
    const phased: PhasedStart[] = [];
    const progress = progressBar('starts');
    // The first start reads the files from disk, so it does not count.
    for (let i = -1; i < options.rounds; i++) {
      const { start } = await startImage(image, event, false);
      const probed = await startImage(image, event, true);
      if (i < 0) continue;
      starts.push(start);
      phased.push({ ...probed.start, ready: probed.lists[0]!, answered: probed.lists[1]! });
      progress(i + 1, options.rounds);
    }
    const figures = coldFigures(starts, phased, models);
    console.log(`${heading}\n\n${coldTables(figures, options.style)}`);
    await writeJson(options.json, { ...about, ...figures });
  } finally {
    await table.close();
    await rm(folder, { recursive: true, force: true });
  }
}
