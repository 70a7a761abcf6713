import { type Command, InvalidArgumentError, Option } from 'commander';
import { command, wholeNumber } from '../cli/command.ts';
import type { ColdOptions } from './cold/cold-start.ts';
import type { BenchOptions } from './command.ts';
import { KIND_NAMES, LARGEST_KINDS } from './inputs/kind-names.ts';
import type { SoakOptions } from './soak.ts';
import type { AgainstOptions } from './versions/compare-versions.ts';

/** What `npm run bench` and each of its subcommands does. */
export interface BenchActions {
  bench(options: BenchOptions): Promise<void>;
  cold(options: ColdOptions): Promise<void>;
  against(other: string, options: AgainstOptions): Promise<void>;
  soak(comparisons: number, options: SoakOptions): Promise<void>;
}

/** Returns the command line of `npm run bench`. */
export function benchCommand({ bench, cold, against, soak }: BenchActions): Command {
  const program = command('npm run bench --', 'Measures comparisons step by step, in time and in memory.');
  withRounds(program, 'rounds; every kind is compared once in each', 30);
  withKinds(program, KIND_NAMES, 'all')
    .option('--no-memory', 'leave peak memory out')
    .action((options: WithRounds & WithKinds & { memory: boolean }) => bench(runOptions(options)));

  const coldStart = program
    .command('cold')
    .description('cold start of the assembled image: phases, processor time, memory');
  withCommon(withRounds(coldStart, 'starts', 11)).action((options: WithRounds) => cold(runOptions(options)));

  const versions = program
    .command('against')
    .description('this checkout and another one, round by round in turns')
    .argument('<other>', 'another checkout (a folder) or revision (git)');
  withRounds(versions, 'rounds; every kind is compared once in each', 30);
  withKinds(versions, KIND_NAMES, 'all').action((other: string, options: WithRounds & WithKinds) =>
    against(other, runOptions(options)),
  );

  const endurance = program
    .command('soak')
    .description('many mixed comparisons: growth of resident memory, p99 against p50')
    .argument('[comparisons]', 'how many', wholeNumber(1, 10_000_000), 5000);
  const usual = KIND_NAMES.filter((kind) => !LARGEST_KINDS.includes(kind));
  withKinds(endurance, usual, `all but ${LARGEST_KINDS.join(', ')}`).action((comparisons: number, options: WithKinds) =>
    soak(comparisons, runOptions(options)),
  );
  return program;
}

interface Common {
  readonly pin: boolean;
  readonly faces: string | null;
  readonly json: string | null;
  readonly markdown: boolean;
}

interface WithRounds extends Common {
  readonly rounds: number;
}

interface WithKinds extends Common {
  readonly kinds: readonly string[];
  readonly threads: number;
}

function withCommon(to: Command): Command {
  return to
    .option('--no-pin', 'let the process run on any core')
    .option('--faces <dir>', 'folder like ../shared/faces, the default; "none" for drawn faces')
    .option('--json <file>', 'write the figures as JSON, "-" for standard output')
    .option('--markdown', 'print tables in Markdown');
}

function withRounds(to: Command, meaning: string, rounds: number): Command {
  return to.option('--rounds <n>', meaning, wholeNumber(1, 100_000), rounds);
}

function withKinds(to: Command, kinds: readonly string[], which: string): Command {
  const list = `inputs to compare, separated by commas: ${KIND_NAMES.join(', ')}`;
  to.addOption(new Option('--kinds <list>', list).argParser(kindsOf).default(kinds, which)).option(
    '--threads <n>',
    'threads of one inference; the process is kept on as many cores',
    wholeNumber(1, 64),
    1,
  );
  return withCommon(to);
}

function kindsOf(text: string): string[] {
  const kinds = text.split(',').map((kind) => kind.trim());
  if (kinds.every((kind) => KIND_NAMES.includes(kind))) return kinds;
  throw new InvalidArgumentError(`Expected kinds of ${KIND_NAMES.join(', ')}, separated by commas,`);
}

function runOptions<Options extends Common>({ faces, markdown, ...others }: Options) {
  return { ...others, facesDir: faces, style: markdown ? 'markdown' : 'text' } as const;
}
