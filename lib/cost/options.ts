import { Option } from 'commander';
import { KIND_NAMES } from '../bench/inputs/kind-names.ts';
import { command, namedValue, realNumber, UsageError, wholeNumber } from '../cli/command.ts';
import { readSettings } from '../stack/settings/read-settings.ts';
import { withStageFile } from '../stack/settings/stage-file.ts';
import { START, TYPICAL } from './workload.ts';

export interface CostOptions {
  /** Settings of the stack that is priced, as cdk context. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Whether to print only the monthly cost of the stage, idle and with few comparisons, and to measure nothing. */
  readonly billOnly: boolean;
  readonly memoryMegabytes: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly perDay: number | null;
  /** Mean milliseconds of a comparison; `null` if unknown. */
  readonly ms: number | null;
  /** A file that `npm run bench -- --json` wrote. */
  readonly from: string | null;
  readonly kind: string;
  readonly coldShare: number;
  /** Billed milliseconds of a start; `null` if unknown, then they follow from its processor time. */
  readonly initMs: number | null;
  readonly initCpuMs: number;
  readonly rounds: number;
  readonly style: 'text' | 'markdown';
  readonly json: string | null;
}

/** The options as typed. */
interface Typed extends Omit<CostOptions, 'context' | 'billOnly' | 'memoryMegabytes' | 'architecture' | 'style'> {
  readonly context: Readonly<Record<string, string>>;
  readonly memory: string | null;
  readonly architecture: string | null;
  readonly markdown: boolean;
  readonly stage: string | null;
}

/** Options that need more than the bill of a stage. */
const MEASURING = ['perDay', 'ms', 'from', 'kind', 'rounds', 'coldShare', 'initCpuMs', 'initMs'] as const;

/**
 * Reads the arguments of `npm run cost`.
 *
 * @param deployed settings, as in cdk.json, that apply unless an argument overrides them
 * @param settingsFolder folder with the files of the stages; without it none is read
 * @throws UsageError when an argument is wrong; SettingsError when the settings have mistakes
 */
export function readCostOptions(
  args: readonly string[],
  deployed: Readonly<Record<string, unknown>> = {},
  settingsFolder: string | null = null,
): CostOptions {
  const milliseconds = realNumber(0, 900_000);
  const startMilliseconds = realNumber(0, 10_000);
  const program = command('npm run cost --', 'Prints what a million comparisons and a month cost on AWS.')
    .addOption(
      new Option('-c, --context <name=value>', 'setting of the stack, overrides cdk.json; may be repeated')
        .argParser(namedValue)
        .default({}, 'none'),
    )
    .option(
      '--stage <name>',
      'price the settings of a stage. Alone: its bill of a month, idle and with 10,000 comparisons, without a measurement',
    )
    .option('--memory <mb>', 'memory of the compare function, as -c memory')
    .option('--architecture <a>', 'x86_64 or arm64, as -c architecture: the price; the time is that of this machine')
    .option('--per-day <n>', 'also the bill of a month with N comparisons a day; 0: an idle one', realNumber(0, 1e10))
    .option('--ms <x>', 'mean milliseconds of a comparison, instead of measuring it now', milliseconds)
    .addOption(
      new Option('--from <file>', 'read it from a file that "npm run bench -- --json FILE" wrote').conflicts('ms'),
    )
    .addOption(new Option('--kind <kind>', 'input of the comparison').choices(KIND_NAMES).default('phone'))
    .option(
      '--cold-share <s>',
      'share of comparisons that start a new environment',
      realNumber(0, 1),
      TYPICAL.coldShare,
    )
    .option('--init-cpu-ms <x>', 'processor time of a start; see "npm run bench cold"', startMilliseconds, START.cpuMs)
    .option('--init-ms <x>', 'billed milliseconds of a start, instead of computing them', startMilliseconds)
    .option('--rounds <n>', 'comparisons of a measurement', wholeNumber(1, 100_000), 60)
    .option('--markdown', 'print tables in Markdown')
    .option('--json <file>', 'write the figures as JSON, "-" for standard output');
  const {
    context: given,
    memory,
    architecture,
    markdown,
    stage,
    ...options
  } = program.parse(args, { from: 'user' }).opts<Typed>();
  const measures = MEASURING.some((name) => program.getOptionValueSource(name) === 'cli');
  const own = Object.entries({ memory, architecture }).filter(([, value]) => value !== null);
  const twice = own.find(([name]) => name in given);
  if (twice !== undefined) throw new UsageError(`Expected --${twice[0]} or -c ${twice[0]}, not both.`);
  const typed = { ...deployed, ...given, ...Object.fromEntries(own), ...(stage === null ? {} : { stage }) };
  const context = settingsFolder === null ? typed : withStageFile(typed, settingsFolder);
  const settings = readSettings(context);
  return {
    ...options,
    context,
    billOnly: stage !== null && !measures,
    memoryMegabytes: settings.memory,
    architecture: settings.architecture,
    style: markdown ? 'markdown' : 'text',
  };
}
