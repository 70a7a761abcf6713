import { type Argument, Command, CommanderError, InvalidArgumentError, type Option } from 'commander';
import { SettingsError } from '../../lambda/errors/settings-error.ts';
import { nearestWord } from './nearest-word.ts';
import { swallowedOptions } from './swallowed-options.ts';

/** The command does not accept what was typed. The message says what it accepts. */
export class UsageError extends Error {}

/**
 * Returns a command of commander, to which options, arguments, subcommands and an action are added.
 *
 * - An option that is not given is `null` and a flag that is not given is `false`, unless they have a default value.
 * - `-h` and `--help` print the help, whatever else is given.
 * - Every mistake throws `UsageError`. A value that a parser or `choices` rejects is quoted. An unexpected argument, or
 *   the value after the equals sign of an unknown option, is never quoted, because it may be a secret.
 * - A subcommand (`.command('cold')`) has its own options, which follow its name. The command around it may have options and an
 *   action, too. A function that adds options to a command can serve several commands.
 *
 * @example
 * const program = command('npm run audit --', 'Prints the newest audit items of the local API.')
 *   .option('--limit <n>', 'number of items', wholeNumber(1, 10_000), 20)
 *   .option('--json', 'print the items as JSON')
 *   .action(async ({ limit, json }: { limit: number; json: boolean }) => { ... });
 * await runCommand(program);
 *
 * // A function that reads options, for separate tests:
 * return program.parse(args, { from: 'user' }).opts<AuditOptions>();
 *
 * @param name what people type before the options: "npm run audit --"
 * @param summary what the command does, for its help
 */
export function command(name: string, summary: string): Command {
  return new CommandLine(name).description(summary).exitOverride();
}

/**
 * Returns a parser for `.option` and `.argument` that accepts whole numbers from `min` to `max`. A rejected value is reported
 * as "Expected a whole number between 1 and 9 for --x but received y."
 */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return number('a whole number', /^\d+$/, min, max);
}

/** Returns a parser for `.option` and `.argument` that accepts numbers from `min` to `max`; see {@link wholeNumber}. */
export function realNumber(min: number, max: number): (text: string) => number {
  return number('a number', /\S/, min, max);
}

function number(what: string, form: RegExp, min: number, max: number) {
  return (text: string): number => {
    const value = form.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected ${what} between ${min} and ${max}`);
  };
}

/** Collects the values of a repeatable option of the form NAME=VALUE by name: a parser for `.option`, with the default `{}`. */
export function namedValue(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Expected NAME=VALUE');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/**
 * Runs a command with the arguments of this process, or runs a function. Of an error, only the message is printed, on standard
 * error, with exit code 2 for `UsageError` and `SettingsError`, and 1 for any other. Help goes to standard output with exit
 * code 0.
 */
export async function runCommand(run: Command | (() => Promise<void>)): Promise<void> {
  try {
    await (typeof run === 'function' ? run() : run.parseAsync());
  } catch (error) {
    // Help is printed because the user asked for it or left out the subcommand.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError || error instanceof SettingsError ? 2 : 1;
  }
}

class CommandLine extends Command {
  constructor(name?: string) {
    super(name);
    this.helpOption('-h, --help', 'print this help').helpCommand(false).enablePositionalOptions();
    this.hook('preSubcommand', (_, subcommand) => {
      const early = this.options.find((option) => this.getOptionValueSource(option.attributeName()) === 'cli');
      if (early !== undefined) this.error(`Expected ${flagOf(early)} after ${subcommand.name()}`);
    });
  }

  override createCommand(name?: string): Command {
    return new CommandLine(name);
  }

  override addOption(option: Option): this {
    const { envVar } = option;
    explain(option, (text) => (envVar !== undefined && process.env[envVar] === text ? envVar : flagOf(option)));
    super.addOption(option);
    if (!option.negate && !option.mandatory && option.defaultValue === undefined) {
      this.setOptionValueWithSource(option.attributeName(), option.isBoolean() ? false : null, 'default');
    }
    return this;
  }

  override addArgument(argument: Argument): this {
    explain(argument, () => argument.name());
    return super.addArgument(argument);
  }

  override parseOptions(args: string[]) {
    const script = process.argv[1] ?? '';
    const swallowed = swallowedOptions(this.name(), this.options, args, process.env, script);
    if (swallowed !== null) throw new UsageError(swallowed);
    const end = args.indexOf('--');
    const words = end < 0 ? args : args.slice(0, end);
    const isForSubcommand = this.commands.some((subcommand) => words.includes(subcommand.name()));
    if (!isForSubcommand && words.some((word) => word === '-h' || word === '--help')) this.help();
    for (const [i, word] of words.entries()) {
      const option = this.options.find(({ short, long }) => word === short || word === long);
      // commander would take the next option as the value, and would keep only the last of --cache and --no-cache.
      if (option?.required && /^-(?!\.?\d)./.test(words[i + 1] ?? '')) {
        this.error(`Expected a value for ${flagOf(option)}`);
      }
      const opposite = option?.negate ? word.replace('--no-', '--') : word;
      if (opposite !== word && words.some((other) => other.split('=')[0] === opposite)) {
        this.error(`Expected ${opposite} or ${word}, not both`);
      }
    }
    const parsed = super.parseOptions(args);
    // commander would report the missing option, not the unknown one that the user typed instead.
    if (!isForSubcommand && parsed.unknown.length > 0) {
      for (const option of this.options) option.makeOptionMandatory(false);
    }
    return parsed;
  }

  /** commander reports every mistake here, in its own words. */
  override error(message: string): never {
    const text = message
      .replace(/^error: (.)/, (_, first: string) => first.toUpperCase())
      .replace(/( but got \d+): .*/s, '$1.')
      .replace(/^(Unknown option '(?:--[^=]*=|-[^-])).+'/s, "$1…'");
    const isUnknownCommand = this.commands.length > 0 && /^(Too many arguments|Unknown command)/.test(text);
    const shown = isUnknownCommand ? `Expected ${anyOf(this.commands.map((inner) => inner.name()))}` : text;
    throw new UsageError(`${shown}\nUsage: ${this.createHelp().commandUsage(this)}\nTry --help for the options.`);
  }
}

function anyOf(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words);
}

function flagOf({ flags }: Option): string {
  return flags.replace(/ [<[].*/, '');
}

/** Makes the parser of an option or argument report a rejected value with its name. */
function explain(part: Option | Argument, nameFor: (text: string) => string): void {
  const { parseArg, argChoices } = part;
  if (parseArg === undefined) return;
  part.argParser((text, before) => {
    try {
      return parseArg(text, before);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      const expected = argChoices === undefined ? error.message : `Expected ${anyOf(argChoices)}`;
      // A terminal would act on control characters.
      const shown = text.replace(/\p{C}/gu, '?') || 'nothing';
      const meant = argChoices === undefined ? null : nearestWord(text, argChoices);
      const question = meant === null ? '' : ` Did you mean ${meant}?`;
      throw new UsageError(`${expected} for ${nameFor(text)} but received ${shown}.${question}`);
    }
  });
}
