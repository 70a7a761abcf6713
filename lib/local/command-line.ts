import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What was typed is not what the command takes. The message says what is. */
export class UsageError extends Error {}

/**
 * Reads the flags of a command.
 *
 * @param usage how the command is used, shown with every mistake
 * @throws UsageError for an unknown flag, a missing value, or an argument too many
 */
export function commandLine<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
  usage: string,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
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
 * Runs a command: what it throws is shown as its message alone, with exit code 2 for a mistake in usage and 1 for any
 * other.
 */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
