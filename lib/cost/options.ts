import { KIND_NAMES } from '../bench/inputs.ts';
import { commandLine, UsageError, wholeNumber } from '../local/command-line.ts';

export interface CostOptions {
  readonly memoryMegabytes: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly perDay: number | null;
  /** Milliseconds of a comparison, where they are known. */
  readonly ms: number | null;
  /** A file that `npm run bench -- --json` wrote. */
  readonly from: string | null;
  readonly kind: string;
  readonly coldShare: number;
  readonly initMs: number;
  /** Whether to measure all memory sizes, and the 95th percentile that is wanted of them. */
  readonly sizes: boolean;
  readonly targetP95: number | null;
  readonly rounds: number;
  readonly style: 'text' | 'markdown';
  readonly json: string | null;
}

export const COST_USAGE = `Usage: npm run cost -- [--memory MB] [--per-day N] [--ms X | --from FILE] [--kind KIND] ...
  --memory MB       memory of the compare function, default 1769 (one processor)
  --architecture A  x86_64 (default) or arm64: the price; the time is that of this machine
  --per-day N       also the bill of a month with N comparisons a day; 0: of an idle one
  --ms X            milliseconds of a comparison, instead of measuring it now
  --from FILE       takes them from a file that "npm run bench -- --json FILE" wrote; for 1769 MB and above
  --kind KIND       input of the comparison, default phone: ${KIND_NAMES.join(', ')}
  --cold-share S    share of comparisons that start a new environment, default 0.01
  --init-ms X       what such a start is billed, default 600
  --sizes           measures 512 to 3,008 MB and prints a table
  --target-p95 MS   with --sizes: the cheapest size whose answers take this long at most, 19 times in 20
  --rounds N        comparisons of each measurement, default 20
  --markdown        prints tables in Markdown
  --json FILE       writes the figures as JSON, "-" for standard output`;

/**
 * Reads the arguments of `npm run cost`.
 *
 * @throws UsageError for what it does not know
 */
export function readCostOptions(args: readonly string[]): CostOptions {
  const values = commandLine(
    args,
    {
      memory: { type: 'string', default: '1769' },
      architecture: { type: 'string', default: 'x86_64' },
      'per-day': { type: 'string' },
      ms: { type: 'string' },
      from: { type: 'string' },
      kind: { type: 'string', default: 'phone' },
      'cold-share': { type: 'string', default: '0.01' },
      'init-ms': { type: 'string', default: '600' },
      sizes: { type: 'boolean', default: false },
      'target-p95': { type: 'string' },
      rounds: { type: 'string', default: '20' },
      markdown: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
    COST_USAGE,
  );
  const { architecture } = values;
  if (architecture !== 'x86_64' && architecture !== 'arm64') {
    throw new UsageError(`Expected x86_64 or arm64 for --architecture but received ${architecture}.`);
  }
  if (!KIND_NAMES.includes(values.kind)) throw new UsageError(`There is no kind ${values.kind}.\n${COST_USAGE}`);
  if (values.ms !== undefined && values.from !== undefined) throw new UsageError(`Expected --ms or --from, not both.`);
  const optional = (text: string | undefined, name: string, max: number): number | null =>
    text === undefined ? null : number(text, name, max);
  return {
    memoryMegabytes: wholeNumber(values.memory, '--memory', 128, 10_240),
    architecture,
    perDay: optional(values['per-day'], '--per-day', 1e10),
    ms: optional(values.ms, '--ms', 900_000),
    from: values.from ?? null,
    kind: values.kind,
    coldShare: number(values['cold-share'], '--cold-share', 1),
    initMs: number(values['init-ms'], '--init-ms', 10_000),
    sizes: values.sizes || values['target-p95'] !== undefined,
    targetP95: optional(values['target-p95'], '--target-p95', 900_000),
    rounds: wholeNumber(values.rounds, '--rounds', 1, 100_000),
    style: values.markdown ? 'markdown' : 'text',
    json: values.json ?? null,
  };
}

function number(text: string, name: string, max: number): number {
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value <= max) return value;
  throw new UsageError(`Expected a number between 0 and ${max} for ${name} but received ${text}.`);
}
