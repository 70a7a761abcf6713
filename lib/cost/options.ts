import { KIND_NAMES } from '../bench/inputs/inputs.ts';
import { commandLine, namedValues, UsageError, wholeNumber } from '../cli/command-line.ts';
import { readSettings } from '../stack/settings/read-settings.ts';
import { START } from './workload.ts';

export interface CostOptions {
  /** Settings of the stack that is priced, as cdk context. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly memoryMegabytes: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly perDay: number | null;
  /** Mean milliseconds of a comparison, where they are known. */
  readonly ms: number | null;
  /** A file that `npm run bench -- --json` wrote. */
  readonly from: string | null;
  readonly kind: string;
  readonly coldShare: number;
  /** What a start is billed, where it is known; else it follows from its processor time. */
  readonly initMs: number | null;
  readonly initCpuMs: number;
  readonly rounds: number;
  readonly style: 'text' | 'markdown';
  readonly json: string | null;
}

export const COST_USAGE = `Usage: npm run cost -- [--memory MB] [--per-day N] [--ms X | --from FILE] [--kind KIND] [-c name=value] ...
  -c name=value     a setting of the stack, as with cdk deploy; over those of cdk.json. Repeat for more
  --memory MB       memory of the compare function, as -c memory; default 1769 (one processor)
  --architecture A  x86_64 (default) or arm64, as -c architecture: the price; the time is that of this machine
  --per-day N       also the bill of a month with N comparisons a day; 0: of an idle one
  --ms X            mean milliseconds of a comparison, instead of measuring it now
  --from FILE       takes them from a file that "npm run bench -- --json FILE" wrote; for 1769 MB and above
  --kind KIND       input of the comparison, default phone: ${KIND_NAMES.join(', ')}
  --cold-share S    share of comparisons that start a new environment, default 0.01
  --init-cpu-ms X   processor time of such a start, default ${START.cpuMs}; "npm run bench -- --cold" measures it
  --init-ms X       what such a start is billed, instead of what follows from its processor time
  --rounds N        comparisons of each measurement, default 60
  --markdown        prints tables in Markdown
  --json FILE       writes the figures as JSON, "-" for standard output`;

/**
 * Reads the arguments of `npm run cost`.
 *
 * @param deployed settings that hold where no argument gives another, as in cdk.json
 * @throws UsageError for what it does not know, SettingsError for settings with mistakes
 */
export function readCostOptions(
  args: readonly string[],
  deployed: Readonly<Record<string, unknown>> = {},
): CostOptions {
  const values = commandLine(
    args,
    {
      context: { type: 'string', short: 'c', multiple: true },
      memory: { type: 'string' },
      architecture: { type: 'string' },
      'per-day': { type: 'string' },
      ms: { type: 'string' },
      from: { type: 'string' },
      kind: { type: 'string', default: 'phone' },
      'cold-share': { type: 'string', default: '0.01' },
      'init-ms': { type: 'string' },
      'init-cpu-ms': { type: 'string', default: String(START.cpuMs) },
      rounds: { type: 'string', default: '60' },
      markdown: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
    COST_USAGE,
  );
  if (!KIND_NAMES.includes(values.kind)) throw new UsageError(`There is no kind ${values.kind}.\n${COST_USAGE}`);
  if (values.ms !== undefined && values.from !== undefined) throw new UsageError(`Expected --ms or --from, not both.`);
  const rounds = wholeNumber(values.rounds, '--rounds', 1, 100_000);
  const given = namedValues(values.context ?? [], '-c', COST_USAGE);
  for (const name of ['memory', 'architecture'] as const) {
    if (values[name] === undefined) continue;
    if (name in given) throw new UsageError(`Expected --${name} or -c ${name}, not both.`);
    given[name] = values[name];
  }
  const context = { ...deployed, ...given };
  const { memory, architecture } = readSettings(context);
  const optional = (text: string | undefined, name: string, max: number): number | null =>
    text === undefined ? null : number(text, name, max);
  return {
    context,
    memoryMegabytes: memory,
    architecture,
    perDay: optional(values['per-day'], '--per-day', 1e10),
    ms: optional(values.ms, '--ms', 900_000),
    from: values.from ?? null,
    kind: values.kind,
    coldShare: number(values['cold-share'], '--cold-share', 1),
    initMs: optional(values['init-ms'], '--init-ms', 10_000),
    initCpuMs: number(values['init-cpu-ms'], '--init-cpu-ms', 10_000),
    rounds,
    style: values.markdown ? 'markdown' : 'text',
    json: values.json ?? null,
  };
}

function number(text: string, name: string, max: number): number {
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value <= max) return value;
  throw new UsageError(`Expected a number between 0 and ${max} for ${name} but received ${text}.`);
}
