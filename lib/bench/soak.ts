import { progressBar } from '../cli/progress-bar.ts';
import { type TableStyle, table } from '../cli/table.ts';
import { writeJson } from '../cli/write-json.ts';
import { median, quantile } from '../statistics/quantiles.ts';
import { seededRandom } from '../statistics/random.ts';
import { prepare, type RunOptions } from './prepare/prepare.ts';
import type { Sample } from './process/messages.ts';
import { WorkerProcess } from './process/worker-process.ts';

/** How often each kind comes in a mix, relative to the others. Kinds that take long are rare. */
const WEIGHTS: Readonly<Record<string, number>> = {
  small: 40,
  phone: 20,
  'phone-p3': 5,
  png: 10,
  bmp: 10,
  tiff: 10,
  group: 4,
  crowd: 1,
};
/** Comparisons after which resident memory no longer grows as buffers reach their size. */
const SETTLED = 500;
/** Comparisons between two readings of resident memory. */
const LOOK = 50;

/** The most that resident memory may grow, as a share, and the highest ratio of p99 to p50 of a kind. */
const MAX_GROWTH = 0.05;
const MAX_TAIL = 3;

export interface SoakFigures {
  readonly comparisons: number;
  /** Median of the resident memory in the 500 comparisons after the first 500, and in the last 500. Bytes. */
  readonly settledBytes: number;
  readonly lastBytes: number;
  /** `lastBytes` over `settledBytes`, minus 1. */
  readonly growth: number;
  readonly kinds: Readonly<Record<string, SoakKind>>;
}

/** Milliseconds of one kind of input. */
export interface SoakKind {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p99OverP50: number;
  /** The same ratio of processor time, which other work on the machine does not stretch as much. */
  readonly cpuP99OverP50: number;
}

/** Returns names of kinds in a seeded random order, each about as often as its weight says. */
export function mixOf(kinds: readonly string[], length: number): string[] {
  const random = seededRandom(5);
  const bag = kinds.flatMap((kind) => Array<string>(WEIGHTS[kind] ?? 1).fill(kind));
  return Array.from({ length }, () => random.pick(bag));
}

/**
 * Returns the growth of memory and the times of each kind.
 *
 * @param resident bytes after every 50th comparison, beginning before the first
 * @param samples by kind
 */
export function soakFigures(
  comparisons: number,
  resident: readonly number[],
  samples: ReadonlyMap<string, readonly Pick<Sample, 'ms' | 'cpuMs'>[]>,
): SoakFigures {
  // A single reading may hold a comparison's garbage or not. The median of ten evens that out.
  const looks = SETTLED / LOOK;
  const settled = resident.slice(looks, 2 * looks);
  const settledBytes = median(settled.length > 0 ? settled : resident);
  const lastBytes = median(resident.slice(-looks));
  const kinds = [...samples].map(([kind, values]) => {
    const times = values.map(({ ms }) => ms);
    const cpu = values.map(({ cpuMs }) => cpuMs);
    const [p50, p99] = [median(times), quantile(times, 0.99)];
    const cpuP99OverP50 = quantile(cpu, 0.99) / median(cpu);
    return [kind, { count: values.length, p50, p99, p99OverP50: p99 / p50, cpuP99OverP50 }] as const;
  });
  return {
    comparisons,
    settledBytes,
    lastBytes,
    growth: lastBytes / settledBytes - 1,
    kinds: Object.fromEntries(kinds),
  };
}

export interface SoakOptions extends RunOptions {
  /** File for the figures, "-" for standard output, `null` for none. */
  readonly json: string | null;
}

/** Compares mixed inputs again and again in one process, and prints how its memory and its times behave. */
export async function soak(comparisons: number, options: SoakOptions): Promise<void> {
  const { setup, worker, heading, about } = await prepare(options);
  using measured = await WorkerProcess.start({ ...setup, reference: false }, worker);
  const samples = new Map<string, Sample[]>();
  const resident: number[] = [];
  const progress = progressBar('comparisons');
  for (const [i, kind] of mixOf(options.kinds, comparisons).entries()) {
    if (i % LOOK === 0) resident.push((await measured.do({ task: 'resident' })).bytes);
    const sample = await measured.do({ task: 'compare', contender: 'engine', kind, pair: i });
    // The first of a kind compiles code.
    if (!samples.has(kind)) samples.set(kind, []);
    else samples.get(kind)!.push(sample);
    progress(i + 1, comparisons);
  }
  resident.push((await measured.do({ task: 'resident' })).bytes);
  const counted = new Map([...samples].filter(([, values]) => values.length > 0));
  const figures = soakFigures(comparisons, resident, counted);
  console.log(`${heading}\n\n${soakTables(figures, options.style)}`);
  await writeJson(options.json, { ...about, ...figures, resident });
}

/** Returns the growth of memory in a sentence, and the times as a table. */
export function soakTables(figures: SoakFigures, style: TableStyle): string {
  const { comparisons, settledBytes, lastBytes, growth, kinds } = figures;
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  const met = (yes: boolean): string => (yes ? 'yes' : 'NO');
  const rows = Object.entries(kinds).map(([kind, { count, p50, p99, p99OverP50, cpuP99OverP50 }]) => [
    kind,
    String(count),
    p50.toFixed(1),
    p99.toFixed(1),
    p99OverP50.toFixed(2),
    met(p99OverP50 < MAX_TAIL),
    cpuP99OverP50.toFixed(2),
  ]);
  return [
    `${comparisons} mixed comparisons: resident memory ${megabytes(settledBytes)} MB after the first ${SETTLED}, ` +
      `${megabytes(lastBytes)} MB in the last ${SETTLED}: ${(100 * growth).toFixed(1)} % (at most ${100 * MAX_GROWTH} %: ` +
      `${met(growth <= MAX_GROWTH)})`,
    table([['kind', 'comparisons', 'p50', 'p99', 'p99 / p50', `below ${MAX_TAIL}`, 'of CPU'], ...rows], style),
  ].join('\n\n');
}
