import type { Option } from 'commander';
import { shellLine } from './shell.ts';

/** How npm reads short options: `npm start -c threshold=0.8` sets its own option `call`. */
const SHORT_OPTIONS_OF_NPM: Readonly<Record<string, string>> = { '-c': 'call', '-p': 'parseable', '-w': 'workspace' };

/** Options of npm that it passes to every script with its own values, so they do not show what was typed. */
const ALWAYS_PASSED: readonly string[] = ['cache', 'prefix', 'globalconfig', 'userconfig', 'noproxy'];

/**
 * Returns a message if npm has taken options that were meant for the command, as in `npm run compare a b --json`. npm takes every
 * option before `--`, and scripts see these options only as variables named `npm_config_…`. Returns `null` if nothing is missing.
 *
 * @param usage how the command is typed, up to its options: "npm run compare --"
 * @param options options of the command
 * @param args arguments that the script received
 * @param environment `process.env`
 * @param script path of the running script; variables from the start of another script are ignored
 */
export function swallowedOptions(
  usage: string,
  options: readonly Option[],
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  script: string,
): string | null {
  const isOfNpm = environment.npm_lifecycle_script?.split(/\s+/).some((word) => word !== '' && script.endsWith(word));
  if (isOfNpm !== true) return null;
  const swallowed = options.flatMap((option) => {
    if (args.some((arg) => arg === option.short || arg.split('=')[0] === option.long)) return [];
    const value = keptValue(option, environment);
    if (value === null) return [];
    const typed = option.short !== undefined && value.short ? option.short : (option.long ?? option.short ?? '');
    return [option.required || option.optional ? [typed, value.text] : [typed]];
  });
  if (swallowed.length === 0) return null;
  const named = swallowed.map(([flag]) => flag).join(' and ');
  const line = `${usage.replace(/ --$/, '')} -- ${shellLine([...args, ...swallowed.flat()])}`;
  return `npm took ${named} for itself. Put -- before the options: ${line}`;
}

function keptValue(
  option: Option,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly text: string; readonly short: boolean } | null {
  const takesValue = option.required || option.optional;
  const own = SHORT_OPTIONS_OF_NPM[option.short ?? ''];
  const byShort = own === undefined ? undefined : environment[`npm_config_${own}`];
  // npm has its own values for some: `parseable` is a flag, so it takes no value from the command.
  if (byShort !== undefined && byShort !== '' && takesValue) return { text: byShort, short: true };
  const name = (option.long ?? '').replace(/^--(no-)?/, '').replaceAll('-', '_');
  const text = name === '' || ALWAYS_PASSED.includes(name) ? undefined : environment[`npm_config_${name}`];
  if (text === undefined) return null;
  if (takesValue) return text === '' ? null : { text, short: false };
  // A flag is "true". npm turns --no-x into an empty x.
  return (option.negate ? text === '' : text === 'true') ? { text, short: false } : null;
}
