import { progressBar } from '../../cli/progress-bar.ts';
import { ROOT } from '../../cli/root.ts';
import { type TableStyle, table } from '../../cli/table.ts';
import { writeJson } from '../../cli/write-json.ts';
import { type Ratio, ratioOfMedians } from '../../statistics/intervals.ts';
import { median, quantile } from '../../statistics/quantiles.ts';
import type { InputKind } from '../inputs/inputs.ts';
import { prepare, type RunOptions } from '../prepare/prepare.ts';
import { environmentNote, environmentOf } from '../process/environment-of.ts';
import { dueInRound, type Progress, pairOf } from '../process/measure.ts';
import type { Sample } from '../process/messages.ts';
import { WorkerProcess } from '../process/worker-process.ts';
import { otherCheckout } from './other-checkout.ts';

/** Comparisons of one kind by two versions, in the order of the rounds. */
export interface PairedSamples {
  readonly own: Sample[];
  readonly other: Sample[];
}

/** Rounds before the first that counts. */
const WARM_UP = 2;

/**
 * Compares two versions in turns: in each round every kind once by each, in the order A B B A. Each version has its own
 * process, which is idle while the other works.
 */
async function measurePaired(
  own: WorkerProcess,
  other: WorkerProcess,
  inputs: readonly InputKind[],
  rounds: number,
  progress: Progress,
): Promise<ReadonlyMap<string, PairedSamples>> {
  const samples = new Map<string, PairedSamples>(inputs.map(({ name }) => [name, { own: [], other: [] }]));
  const workers = [
    ['own', own],
    ['other', other],
  ] as const;
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const { name: kind } of dueInRound(inputs, round)) {
      for (const [who, worker] of round % 2 === 0 ? workers : workers.toReversed()) {
        const task = { task: 'compare', contender: 'engine', kind, pair: pairOf(kind, round) } as const;
        const sample = await worker.do(task);
        if (round >= 0) samples.get(kind)![who].push(sample);
      }
    }
    if (round >= 0) progress(round + 1, rounds);
  }
  return samples;
}

export interface PairedFigures {
  readonly rounds: number;
  /** Milliseconds, medians. */
  readonly own: number;
  readonly other: number;
  /** Times of this version over those of the other: below 1 this one is faster. */
  readonly time: Ratio;
  readonly cpu: Ratio;
  /** Lowest and highest ratio of a single round. */
  readonly spread: readonly [number, number];
  readonly sameFaces: boolean;
}

/** Returns medians, their ratios, and the range of the ratios of single rounds. */
export function pairedFigures({ own, other }: PairedSamples): PairedFigures {
  const times = (samples: readonly Sample[]): number[] => samples.map(({ ms }) => ms);
  const cpu = (samples: readonly Sample[]): number[] => samples.map(({ cpuMs }) => cpuMs);
  const single = own.map(({ ms }, i) => ms / other[i]!.ms);
  return {
    rounds: own.length,
    own: median(times(own)),
    other: median(times(other)),
    time: ratioOfMedians(times(own), times(other)),
    cpu: ratioOfMedians(cpu(own), cpu(other)),
    spread: [quantile(single, 0), quantile(single, 1)],
    sameFaces: own.every(({ faces }, i) => faces.join() === other[i]!.faces.join()),
  };
}

export interface AgainstOptions extends RunOptions {
  readonly rounds: number;
  /** File for the figures, "-" for standard output, `null` for none. */
  readonly json: string | null;
}

/**
 * Measures this checkout and another in one run and prints the ratios.
 *
 * @param other folder or git revision
 * @throws Error when it is neither
 */
export async function benchAgainst(other: string, options: AgainstOptions): Promise<void> {
  using checkout = otherCheckout(other, ROOT);
  const { setup, worker, heading, about } = await prepare(options);
  const alone = { ...setup, reference: false };
  using ownWorker = await WorkerProcess.start(alone, worker);
  using otherWorker = await WorkerProcess.start({ ...alone, checkout: checkout.root }, worker);
  const samples = await measurePaired(ownWorker, otherWorker, setup.inputs, options.rounds, progressBar('rounds'));
  const figures = Object.fromEntries([...samples].map(([kind, pair]) => [kind, pairedFigures(pair)]));
  const note = environmentNote(await environmentOf(ROOT), await environmentOf(checkout.root), checkout.name);
  const tables = pairedTable(figures, checkout.name, options.style);
  console.log([heading, ...(note.length > 0 ? [note.join('\n')] : []), tables].join('\n\n'));
  await writeJson(options.json, { ...about, against: checkout.name, kinds: figures });
}

/** Returns a row a kind of input, as text or Markdown. */
export function pairedTable(
  figures: Readonly<Record<string, PairedFigures>>,
  otherName: string,
  style: TableStyle,
): string {
  const interval = ({ ratio, low, high }: Ratio): string =>
    `${ratio.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  const rows = Object.entries(figures).map(([kind, { rounds, own, other, time, cpu, spread, sameFaces }]) => [
    kind,
    String(rounds),
    own.toFixed(1),
    other.toFixed(1),
    interval(time),
    interval(cpu),
    `${spread[0].toFixed(2)} to ${spread[1].toFixed(2)}`,
    sameFaces ? 'yes' : 'NO',
  ]);
  const head = ['kind', 'rounds', 'this ms', `${otherName} ms`, 'time ratio (95 %)', 'CPU ratio (95 %)', 'rounds'];
  return (
    'Median of this version over that of the other; below 1 this one is faster\n\n' +
    table([[...head, 'same faces'], ...rows], style)
  );
}
