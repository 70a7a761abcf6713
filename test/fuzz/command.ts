/** `npm run fuzz`: spoils valid pictures and uploads until something misbehaves or the runs are done. */
import type { PictureFormat } from '../../lambda/face/picture/format.ts';
import { flagsAndOperands, runCommand, UsageError, wholeNumber } from '../../lib/cli/command-line.ts';
import { fuzzMultipart } from './multipart.ts';
import { fuzzPictures } from './pictures.ts';

const USAGE = `Usage: npm run fuzz -- TARGET [--runs N] [--minutes M] [--seed S] [--first R]
  TARGET     jpeg, png, bmp, tiff, multipart or all
  --runs     runs for each target, default 10000, or as many as fit when --minutes is given
  --minutes  stop each target after this time
  --seed     whole number; default: another one each time. It is printed
  --first    number of the first run, default 0: "--seed S --first R --runs 1" repeats run R of a finding`;

const PICTURES: readonly PictureFormat[] = ['jpeg', 'png', 'bmp', 'tiff'];
const TARGETS = [...PICTURES, 'multipart'] as const;
type Target = (typeof TARGETS)[number];

/** Runs between two looks at the clock. */
const STRIDE = 100;
const PROGRESS_MS = 2000;

interface Tally {
  runs: number;
  /** Runs by outcome: decoded and refused, or HTTP status. */
  readonly outcomes: Record<string, number>;
  slowestMs: number;
  seconds: number;
  finding: string | null;
}

interface Plan {
  readonly runs: number;
  readonly minutes: number;
  readonly seed: number;
  readonly first: number;
}

await runCommand(async () => {
  const { targets, plan } = readArguments();
  process.stdout.write(`seed ${plan.seed}\n`);
  const tallies = new Map<Target, Tally>();
  for (const target of targets) tallies.set(target, await fuzz(target, plan));
  process.stdout.write(table(tallies));
  const findings = [...tallies.values()].flatMap(({ finding }) => finding ?? []);
  if (findings.length > 0) throw new Error(`\n${findings.join('\n')}`);
});

function readArguments(): { targets: readonly Target[]; plan: Plan } {
  const text = { type: 'string' } as const;
  const { flags, operands } = flagsAndOperands(
    process.argv.slice(2),
    { runs: text, minutes: text, seed: text, first: text },
    USAGE,
  );
  const [name, ...rest] = operands;
  const targets = name === 'all' ? TARGETS : TARGETS.filter((target) => target === name);
  if (targets.length === 0 || rest.length > 0) throw new UsageError(`Expected one target.\n${USAGE}`);
  const number = (flag: keyof typeof flags, most: number, fallback: number) =>
    flags[flag] === undefined ? fallback : wholeNumber(flags[flag], `--${flag}`, 0, most);
  const minutes = number('minutes', 10_000, Number.POSITIVE_INFINITY);
  const runs = number('runs', 1e9, Number.isFinite(minutes) ? Number.POSITIVE_INFINITY : 10_000);
  return {
    targets,
    plan: { runs, minutes, seed: number('seed', 2 ** 31, Date.now() % 2 ** 31), first: number('first', 1e9, 0) },
  };
}

async function fuzz(target: Target, { runs, minutes, seed, first }: Plan): Promise<Tally> {
  const tally: Tally = { runs: 0, outcomes: {}, slowestMs: 0, seconds: 0, finding: null };
  const start = performance.now();
  const end = start + minutes * 60_000;
  let shown = start;
  while (tally.runs < runs && performance.now() < end) {
    const stride = { runs: Math.min(STRIDE, runs - tally.runs), seed, first: first + tally.runs };
    try {
      add(tally, await (target === 'multipart' ? multipart(stride) : pictures(target, stride)));
    } catch (error) {
      const finding = error instanceof Error ? error.message : String(error);
      const run = await runOfSlowMachine(target, finding, seed);
      if (run === null) {
        tally.finding = finding;
        break;
      }
      add(tally, { runs: run + 1 - stride.first, slowestMs: 0, outcomes: { 'slow once': 1 } });
    }
    if (performance.now() - shown > PROGRESS_MS) {
      shown = performance.now();
      const goal = Number.isFinite(runs) ? ` of ${runs}` : '';
      process.stderr.write(`${target}: ${tally.runs}${goal} runs, ${Math.round((shown - start) / 1000)} s\n`);
    }
  }
  tally.seconds = (performance.now() - start) / 1000;
  return tally;
}

/**
 * A run that took too long is repeated: where it ends in time then, the machine was busy, and fuzzing goes on after it.
 *
 * @returns the number of the run, `null` for what is a finding
 */
async function runOfSlowMachine(target: Target, finding: string, seed: number): Promise<number | null> {
  const [, run] = /run (\d+)\b.*(?:took \d+ ms|no answer within)/.exec(finding) ?? [];
  if (run === undefined) return null;
  const first = Number(run);
  try {
    const again = { runs: 1, seed, first };
    await (target === 'multipart' ? multipart(again) : pictures(target, again));
    return first;
  } catch {
    return null;
  }
}

type Stride = { readonly runs: number; readonly seed: number; readonly first: number };
type Part = Pick<Tally, 'runs' | 'outcomes' | 'slowestMs'>;

async function multipart(stride: Stride): Promise<Part> {
  const { byStatus, ...report } = await fuzzMultipart(stride);
  return { ...report, outcomes: { ...byStatus } };
}

async function pictures(format: PictureFormat, stride: Stride): Promise<Part> {
  const { decoded, refused, runs, slowestMs } = await fuzzPictures({ format, ...stride });
  return { runs, slowestMs, outcomes: { decoded, refused } };
}

function add(tally: Tally, part: Part): void {
  tally.runs += part.runs;
  tally.slowestMs = Math.max(tally.slowestMs, part.slowestMs);
  for (const [outcome, n] of Object.entries(part.outcomes))
    tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + n;
}

function table(tallies: ReadonlyMap<Target, Tally>): string {
  const row = (...cells: string[]) => `${cells.map((cell, i) => cell.padEnd([11, 10, 10, 12, 9][i] ?? 0)).join('')}\n`;
  const rows = [...tallies].map(([target, { runs, seconds, slowestMs, finding, outcomes }]) =>
    row(
      target,
      String(runs),
      `${seconds.toFixed(1)} s`,
      `${slowestMs.toFixed(0)} ms`,
      finding === null ? 'ok' : 'FINDING',
      Object.entries(outcomes)
        .map(([outcome, n]) => `${outcome}: ${n}`)
        .join(', '),
    ),
  );
  return row('target', 'runs', 'time', 'slowest', 'verdict', 'outcomes') + rows.join('');
}
