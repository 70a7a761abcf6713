import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';

export { UsageError };

/** The command was asked how it is used. The message says it. */
export class HelpRequest extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads the flags of a command that takes nothing else.
 *
 * @param usage how the command is used, shown with every mistake
 * @throws UsageError for an unknown flag, a missing value, or an argument too many; HelpRequest for `--help` and `-h`
 */
export function commandLine<Flags extends Options>(args: readonly string[], options: Flags, usage: string) {
  return parsed({ args: [...args], options, strict: true, allowPositionals: false }, usage).values;
}

/**
 * Reads the flags of a command and its operands: the arguments that are no flags.
 *
 * @param usage how the command is used, shown with every mistake
 * @throws UsageError for an unknown flag or a missing value; HelpRequest for `--help` and `-h`
 */
export function flagsAndOperands<Flags extends Options>(args: readonly string[], options: Flags, usage: string) {
  const { values, positionals } = parsed(
    { args: [...args], options, strict: true, allowPositionals: true } as const,
    usage,
  );
  return { flags: values, operands: positionals };
}

function parsed<Config extends ParseArgsConfig & { readonly args: readonly string[] }>(config: Config, usage: string) {
  const end = config.args.indexOf('--');
  const flags = config.args.slice(0, end < 0 ? undefined : end);
  // No flag takes these as its value: the parser refuses values that look like flags.
  if (flags.includes('--help') || flags.includes('-h')) throw new HelpRequest(usage);
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
}

/**
 * Values by name from arguments of the form NAME=VALUE.
 *
 * @throws UsageError when one has no name or no equals sign
 */
export function namedValues(args: readonly string[], flag: string, usage: string): Record<string, string> {
  const entries = args.map((arg) => {
    const at = arg.indexOf('=');
    if (at < 1) throw new UsageError(`Expected NAME=VALUE after ${flag} but received ${arg}.\n${usage}`);
    return [arg.slice(0, at), arg.slice(at + 1)] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * A whole number from a flag or an environment variable.
 *
 * @throws UsageError when it is not one, or beyond the limits
 */
export function wholeNumber(text: string, name: string, min: number, max: number): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`Expected a whole number between ${min} and ${max} for ${name} but received ${text}.`);
}

/**
 * A number from a flag.
 *
 * @throws UsageError when it is not one, or beyond the limits
 */
export function realNumber(text: string, name: string, min: number, max: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max) return value;
  throw new UsageError(`Expected a number between ${min} and ${max} for ${name} but received ${text}.`);
}

/**
 * Runs a command: what it throws is shown as its message alone, with exit code 2 for a mistake in usage and 1 for any
 * other. Help that was asked for is no mistake.
 */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (error instanceof HelpRequest) return void process.stdout.write(`${error.message}\n`);
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
