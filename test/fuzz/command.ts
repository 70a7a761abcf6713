/** `npm run fuzz`: damages valid images and uploads until something misbehaves or the runs are done. */
import { Argument } from 'commander';
import type { PictureFormat } from '../../lambda/face/picture/format.ts';
import { command, runCommand, wholeNumber } from '../../lib/cli/command.ts';
import { progressBar } from '../../lib/cli/progress-bar.ts';
import { table } from '../../lib/cli/table.ts';
import type { PictureFuzzer } from './picture-process.ts';

const PICTURES: readonly PictureFormat[] = ['jpeg', 'png', 'bmp', 'tiff'];
const TARGETS = [...PICTURES, 'multipart'] as const;
type Target = (typeof TARGETS)[number];

/** Runs between two looks at the clock. */
const STRIDE = 100;

interface Tally {
  runs: number;
  /** Runs by outcome: decoded or rejected for images, the HTTP status for uploads. */
  readonly outcomes: Record<string, number>;
  slowestMs: number;
  largestBytes: number;
  seconds: number;
  finding: string | null;
}

type Plan = Readonly<Record<'runs' | 'minutes' | 'seed' | 'first', number>>;
type FuzzOptions = Readonly<Record<'runs' | 'minutes' | 'seed', number | null> & Pick<Plan, 'first'>>;

await runCommand(
  command('npm run fuzz --', 'Damages valid images and uploads until something misbehaves or the runs are done.')
    .addArgument(new Argument('<target>').choices([...TARGETS, 'all']))
    .option('--runs <n>', 'runs for each target; 10000, or as many as fit into --minutes', wholeNumber(0, 1e9))
    .option('--minutes <n>', 'stop each target after this time', wholeNumber(0, 10_000))
    .option('--seed <n>', 'another one each time by default; it is printed', wholeNumber(0, 2 ** 31))
    .option('--first <n>', 'number of the first run: "--first R --runs 1" repeats run R', wholeNumber(0, 1e9), 0)
    .action(run),
);

async function run(name: Target | 'all', options: FuzzOptions): Promise<void> {
  const seed = options.seed ?? Date.now() % 2 ** 31;
  process.stdout.write(`seed ${seed}\n`);
  const minutes = options.minutes ?? Number.POSITIVE_INFINITY;
  const runs = options.runs ?? (options.minutes === null ? 10_000 : Number.POSITIVE_INFINITY);
  const tallies = new Map<Target, Tally>();
  const { PictureFuzzer } = await import('./picture-process.ts');
  using fuzzer = new PictureFuzzer();
  for (const target of name === 'all' ? TARGETS : [name]) {
    tallies.set(target, await fuzz(target, { runs, minutes, seed, first: options.first }, fuzzer));
  }
  process.stdout.write(`${tallyTable(tallies)}\n`);
  const findings = [...tallies.values()].flatMap(({ finding }) => finding ?? []);
  if (findings.length > 0) throw new Error(`\n${findings.join('\n')}`);
}

async function fuzz(target: Target, { runs, minutes, seed, first }: Plan, fuzzer: PictureFuzzer): Promise<Tally> {
  const tally: Tally = { runs: 0, outcomes: {}, slowestMs: 0, largestBytes: 0, seconds: 0, finding: null };
  const start = performance.now();
  const end = start + minutes * 60_000;
  const progress = progressBar(`${target}, ${Number.isFinite(runs) ? 'runs' : 'seconds'}`);
  while (tally.runs < runs && performance.now() < end) {
    const stride = { runs: Math.min(STRIDE, runs - tally.runs), seed, first: first + tally.runs };
    try {
      add(tally, await (target === 'multipart' ? multipart(stride) : pictures(fuzzer, target, stride)));
    } catch (error) {
      const finding = error instanceof Error ? error.message : String(error);
      const run = await runOfSlowMachine(target, finding, seed, fuzzer);
      if (run === null) {
        tally.finding = finding;
        break;
      }
      add(tally, { runs: run + 1 - stride.first, slowestMs: 0, largestBytes: 0, outcomes: { 'slow once': 1 } });
    }
    if (Number.isFinite(runs)) progress(tally.runs, runs);
    else progress(Math.min(Math.round((performance.now() - start) / 1000), 60 * minutes), 60 * minutes);
  }
  tally.seconds = (performance.now() - start) / 1000;
  return tally;
}

/**
 * Repeats a run that took too long. If it ends in time then, the machine was busy, and fuzzing goes on after it.
 *
 * @returns the number of the run, `null` if it is a finding
 */
async function runOfSlowMachine(
  target: Target,
  finding: string,
  seed: number,
  fuzzer: PictureFuzzer,
): Promise<number | null> {
  const [, run] = /run (\d+)\b.*took \d+ ms/.exec(finding) ?? [];
  if (run === undefined) return null;
  const first = Number(run);
  try {
    const again = { runs: 1, seed, first };
    await (target === 'multipart' ? multipart(again) : pictures(fuzzer, target, again));
    return first;
  } catch {
    return null;
  }
}

type Stride = { readonly runs: number; readonly seed: number; readonly first: number };
type Part = Pick<Tally, 'runs' | 'outcomes' | 'slowestMs' | 'largestBytes'>;

async function multipart(stride: Stride): Promise<Part> {
  const { fuzzMultipart } = await import('./multipart.ts');
  const { byStatus, ...report } = await fuzzMultipart(stride);
  return { ...report, largestBytes: 0, outcomes: { ...byStatus } };
}

async function pictures(fuzzer: PictureFuzzer, format: PictureFormat, stride: Stride): Promise<Part> {
  const { decoded, refused, runs, slowestMs, largestBytes } = await fuzzer.run({ format, ...stride });
  return { runs, slowestMs, largestBytes, outcomes: { decoded, refused } };
}

function add(tally: Tally, part: Part): void {
  tally.runs += part.runs;
  tally.slowestMs = Math.max(tally.slowestMs, part.slowestMs);
  tally.largestBytes = Math.max(tally.largestBytes, part.largestBytes);
  for (const [outcome, n] of Object.entries(part.outcomes))
    tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + n;
}

function tallyTable(tallies: ReadonlyMap<Target, Tally>): string {
  const rows = [...tallies].map(([target, { runs, seconds, slowestMs, largestBytes, finding, outcomes }]) => [
    target,
    String(runs),
    `${seconds.toFixed(1)} s`,
    `${slowestMs.toFixed(0)} ms`,
    target === 'multipart' ? '-' : `${(largestBytes / 1e6).toFixed(0)} MB`,
    finding === null ? 'ok' : 'FINDING',
    Object.entries(outcomes)
      .map(([outcome, n]) => `${outcome}: ${n}`)
      .join(', '),
  ]);
  const head = ['target', 'runs', 'time', 'slowest', 'largest', 'verdict', 'outcomes'];
  return table([head, ...rows], 'text', head.length);
}
