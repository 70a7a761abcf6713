import { Argument, Option } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { command, namedValue, realNumber, runCommand, UsageError, wholeNumber } from '../../../lib/cli/command.ts';

interface Given {
  readonly options: Readonly<Record<string, unknown>>;
  readonly operands: readonly string[];
}

/** Reads arguments by a command with an option of each kind. Help goes to `help`. */
function read(args: readonly string[], help = vi.fn<(text: string) => void>()): Given {
  const program = command('npm run thing --', 'Does a thing.')
    .argument('[names...]')
    .option('--deep', 'goes deep')
    .option('--name <name>', 'its name')
    .option('--runs <n>', 'number of runs', wholeNumber(0, 10), 3)
    .option('--threshold <t>', 'a threshold', realNumber(0, 1))
    .option('-c, --context <name=value>', 'a setting', namedValue, {})
    .addOption(new Option('--shape <shape>', 'a shape').choices(['round', 'square', 'flat']).conflicts('deep'))
    .addOption(new Option('--port <port>', 'a port').env('TEST_PORT').argParser(wholeNumber(0, 65_535)))
    .option('--cache <dir>', 'keeps files there')
    .option('--no-cache', 'keeps none')
    .option('--no-pin', 'runs anywhere')
    .configureOutput({ writeOut: help });
  program.parse(args, { from: 'user' });
  return { options: program.opts(), operands: program.args };
}

function mistake(...args: string[]): string {
  try {
    read(args);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('There was no mistake.');
}

afterEach(() => vi.unstubAllEnvs());

describe('a command reads', () => {
  it('options, with null and false for what is not given', () => {
    expect(read([]).options).toEqual({
      deep: false,
      name: null,
      runs: 3,
      threshold: null,
      context: {},
      shape: null,
      port: null,
      cache: null,
      pin: true,
    });
  });

  it('options of each kind, and operands between them', () => {
    const { options, operands } = read([
      ...['a', '--deep', '--name', 'x', '--runs=4', '--threshold', '1e-3', 'b', '-c', 'x=1', '-c', 'y=2=3'],
      ...['--no-cache', '--no-pin', '--', '--help'],
    ]);
    expect(options).toMatchObject({ deep: true, name: 'x', runs: 4, threshold: 0.001, cache: false, pin: false });
    expect(options.context).toEqual({ x: '1', y: '2=3' });
    expect(operands).toEqual(['a', 'b', '--help']);
  });

  it('a variable of the environment, which an option replaces', () => {
    vi.stubEnv('TEST_PORT', '80');
    expect(read([]).options.port).toBe(80);
    expect(read(['--port', '81']).options.port).toBe(81);
  });
});

describe('a mistake is reported', () => {
  it.each([
    [['--runs', '11'], 'Expected a whole number between 0 and 10 for --runs but received 11.'],
    [['--runs', '-1'], 'Expected a whole number between 0 and 10 for --runs but received -1.'],
    [['--runs', '1.5'], 'Expected a whole number between 0 and 10 for --runs but received 1.5.'],
    [['--runs', '1e1'], 'Expected a whole number between 0 and 10 for --runs but received 1e1.'],
    [['--runs', '0x1'], 'Expected a whole number between 0 and 10 for --runs but received 0x1.'],
    [['--runs='], 'Expected a whole number between 0 and 10 for --runs but received .'],
    [['--threshold', '1.1'], 'Expected a number between 0 and 1 for --threshold but received 1.1.'],
    [['--threshold', ' '], 'Expected a number between 0 and 1 for --threshold but received  .'],
    [['--threshold', 'NaN'], 'Expected a number between 0 and 1 for --threshold but received NaN.'],
    [['-c', 'x'], 'Expected NAME=VALUE for -c, --context but received x.'],
    [['-c', '=x'], 'Expected NAME=VALUE for -c, --context but received =x.'],
    [['--shape', 'oval'], 'Expected round, square or flat for --shape but received oval.'],
    [['--port', 'x'], 'Expected a whole number between 0 and 65535 for --port but received x.'],
  ])('as what was expected: %j', (args, message) => {
    expect(mistake(...args)).toBe(message);
  });

  it('with the name of the variable that holds it', () => {
    vi.stubEnv('TEST_PORT', 'none');
    expect(mistake()).toBe('Expected a whole number between 0 and 65535 for TEST_PORT but received none.');
  });

  it.each([
    [['--deap'], "Unknown option '--deap'\n(Did you mean --deep?)"],
    [['--name'], "Option '--name <name>' argument missing"],
    [['--name', '--deep'], 'Expected a value for --name'],
    [['--shape', 'flat', '--deep'], "Option '--shape <shape>' cannot be used with option '--deep'"],
    [['--cache', 'x', '--no-cache'], 'Expected --cache or --no-cache, not both'],
    [['--no-cache', '--cache=x'], 'Expected --cache or --no-cache, not both'],
  ])('with the usage: %j', (args, message) => {
    expect(mistake(...args)).toBe(
      `${message}\nUsage: npm run thing -- [options] [names...]\nTry --help for the options.`,
    );
  });

  it('without what may be a secret', () => {
    expect(mistake('--nam=secret')).toMatch(/^Unknown option '--nam=…'\n/);
    expect(mistake("--deep=secret'\nsecret'")).toMatch(/^Unknown option '--deep=…'\n/);
    expect(mistake('-nsecret')).toMatch(/^Unknown option '-n…'\n/);
    const strict = command('npm run thing --', '').argument('<one>');
    expect(() => strict.parse(['a: b', 'secret'], { from: 'user' })).toThrow(
      /^Too many arguments\. Expected 1 argument but got 2\.\n/,
    );
    expect(() => command('x', '').parse(['secret'], { from: 'user' })).toThrow(/^(?!.*secret)/s);
  });

  it('with the name of the argument', () => {
    const program = command('npm run thing --', '').addArgument(new Argument('<shape>').choices(['round', 'flat']));
    expect(() => program.parse(['oval'], { from: 'user' })).toThrow(
      new UsageError('Expected round or flat for shape but received oval.'),
    );
    expect(() => program.parse([], { from: 'user' })).toThrow(/^Missing required argument 'shape'\n/);
  });
});

it.each([
  [['--help']],
  [['-h']],
  [['a', '--help']],
  [['--deap', '-h']],
  [['--name', '--help']],
  [['--runs', 'x', '-h']],
])('a command explains itself: %j', (args) => {
  const help = vi.fn<(text: string) => void>();
  expect(() => read(args, help)).toThrow(expect.objectContaining({ exitCode: 0 }));
  expect(help.mock.lastCall?.[0]).toMatch(/^Usage: npm run thing -- \[options\] \[names\.\.\.\]\n\nDoes a thing\.\n/);
  expect(help.mock.lastCall?.[0]).toMatch(/--runs <n> +number of runs \(default: 3\)/);
});

describe('a subcommand', () => {
  const rounds = vi.fn<(name: string, rounds: number) => void>();
  const help = vi.fn<(text: string) => void>();

  function run(...args: string[]): void {
    const program = command('npm run thing --', 'Does a thing.').configureOutput({ writeOut: help });
    for (const each of [program, program.command('cold').description('does it cold')]) {
      each
        .option('--rounds <n>', 'rounds', wholeNumber(1, 9), each === program ? 5 : 2)
        .action((options: { rounds: number }) => rounds(each.name(), options.rounds));
    }
    program.parse(args, { from: 'user' });
  }

  it.each([
    [[], 'npm run thing --', 5],
    [['--rounds', '3'], 'npm run thing --', 3],
    [['cold'], 'cold', 2],
    [['cold', '--rounds', '3'], 'cold', 3],
  ])('has options of its own: %j', (args, name, expected) => {
    run(...args);
    expect(rounds.mock.lastCall).toEqual([name, expected]);
  });

  it('explains itself', () => {
    expect(() => run('cold', '--help')).toThrow(expect.objectContaining({ exitCode: 0 }));
    expect(help.mock.lastCall?.[0]).toMatch(/^Usage: npm run thing -- cold \[options\]\n\ndoes it cold\n/);
  });

  it('reports mistakes as the command does', () => {
    expect(() => run('cold', '--round')).toThrow(
      new UsageError(
        "Unknown option '--round'\n(Did you mean --rounds?)\nUsage: npm run thing -- cold [options]\nTry --help for the options.",
      ),
    );
    expect(() => run('--rounds', '3', 'cold')).toThrow(/^Expected --rounds after cold\n/);
    expect(() => run('secret')).toThrow(/^Too many arguments\. Expected 0 arguments but got 1\.\n/);
  });

  it('may be missing or unknown where the command does nothing by itself', () => {
    const program = command('npm run thing --', '').configureOutput({ writeErr: help });
    program.command('cold').action(() => {});
    expect(() => program.parse(['clod'], { from: 'user' })).toThrow(/^Unknown command\n\(Did you mean cold\?\)\n/);
    expect(() => program.parse([], { from: 'user' })).toThrow(expect.objectContaining({ exitCode: 1 }));
  });
});

describe('running a command', () => {
  const stderr = vi.spyOn(process.stderr, 'write');
  beforeEach(() => void stderr.mockReset().mockReturnValue(true));
  afterEach(() => {
    process.exitCode = undefined;
  });

  it.each([
    [new UsageError('Expected more.'), 2],
    [new Error('It failed.'), 1],
  ])('prints the message of %s, with exit code %d', async (error, code) => {
    await runCommand(() => Promise.reject(error));
    expect([stderr.mock.calls, process.exitCode]).toEqual([[[`${error.message}\n`]], code]);
  });

  it('waits for its action', async () => {
    const done = vi.fn();
    const program = command('x', '').action(async () => {
      await Promise.resolve();
      done();
    });
    const argv = vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'x']);
    await runCommand(program);
    argv.mockRestore();
    expect(done).toHaveBeenCalledOnce();
    expect(stderr).not.toHaveBeenCalled();
  });

  it('ends with exit code 2 and the help where a subcommand is missing', async () => {
    const program = command('x', '');
    program.command('cold').action(() => {});
    await runCommand(async () => void program.parse([], { from: 'user' }));
    expect(process.exitCode).toBe(2);
    expect(stderr.mock.calls.join()).toMatch(/^Usage: x \[options\] \[command\]\n/);
  });
});
