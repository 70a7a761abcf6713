import { commandLine, UsageError, wholeNumber } from '../cli/command-line.ts';
import type { BenchOptions } from './command.ts';
import { KIND_NAMES, LARGEST_KINDS } from './inputs/inputs.ts';

export interface BenchArguments extends BenchOptions {
  /** Folder or git revision of another version to compare with. */
  readonly against: string | null;
  /** Comparisons of the endurance run; `null` without. */
  readonly soak: number | null;
  readonly cold: boolean;
}

export const BENCH_USAGE = `Usage: npm run bench -- [--rounds N] [--threads N] [--kinds LIST] [--json FILE] [--markdown] ...
  --rounds N       rounds, default 30 (--cold: starts, default 11); every kind is compared once in each
  --kinds LIST     of ${KIND_NAMES.join(', ')}, separated by commas; default all,
                   with --soak all but the largest: ${LARGEST_KINDS.join(', ')}
  --threads N      threads of one inference, default 1; the process is kept on as many cores
  --no-pin         let the process run on any core
  --no-memory      leave allocations and peak memory out
  --json FILE      writes the figures as JSON, "-" for standard output
  --markdown       prints tables in Markdown
  --faces DIR      folder like ../shared/faces; "none" for drawn faces. Default ../shared/faces where it is there
  --against OTHER  compares with another checkout (a folder) or revision (git), round by round in turns
  --soak N         N mixed comparisons: growth of resident memory, p99 against p50
  --cold           cold start of the assembled image instead: phases, processor time, memory`;

const DEFAULT_ROUNDS = 30;
const DEFAULT_STARTS = 11;

/**
 * Reads the arguments of `npm run bench`.
 *
 * @throws UsageError for what it does not know
 */
export function readBenchOptions(args: readonly string[]): BenchArguments {
  const values = commandLine(
    args,
    {
      rounds: { type: 'string' },
      threads: { type: 'string', default: '1' },
      kinds: { type: 'string' },
      faces: { type: 'string' },
      'no-pin': { type: 'boolean', default: false },
      'no-memory': { type: 'boolean', default: false },
      json: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      against: { type: 'string' },
      soak: { type: 'string' },
      cold: { type: 'boolean', default: false },
    },
    BENCH_USAGE,
  );
  const usual = values.soak === undefined ? KIND_NAMES : KIND_NAMES.filter((kind) => !LARGEST_KINDS.includes(kind));
  const kinds = values.kinds?.split(',').map((kind) => kind.trim()) ?? usual;
  const unknown = kinds.find((kind) => !KIND_NAMES.includes(kind));
  if (unknown !== undefined) throw new UsageError(`There is no kind ${unknown}.\n${BENCH_USAGE}`);
  const modes = [values.against, values.soak, values.cold || undefined];
  if (modes.filter((mode) => mode !== undefined).length > 1) {
    throw new UsageError(`Expected one of --against, --soak and --cold.\n${BENCH_USAGE}`);
  }
  const rounds = values.rounds ?? String(values.cold ? DEFAULT_STARTS : DEFAULT_ROUNDS);
  return {
    rounds: wholeNumber(rounds, '--rounds', 1, 100_000),
    threads: wholeNumber(values.threads, '--threads', 1, 64),
    kinds,
    facesDir: values.faces ?? null,
    pin: !values['no-pin'],
    memory: !values['no-memory'],
    json: values.json ?? null,
    style: values.markdown ? 'markdown' : 'text',
    against: values.against ?? null,
    soak: values.soak === undefined ? null : wholeNumber(values.soak, '--soak', 1, 10_000_000),
    cold: values.cold,
  };
}
