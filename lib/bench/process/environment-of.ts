import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROCESS_ENVIRONMENT } from '../../stack/functions/process-environment.ts';

/** Where a checkout states that environment: now, and before its stack had its own folder. */
const PLACES = ['lib/stack/functions/process-environment.ts', 'lib/process-environment.ts'] as const;

/**
 * Returns the environment that a checkout's stack gives to the process that compares. Where the checkout does not state one,
 * returns that of this checkout.
 *
 * @param checkout its root
 */
export async function environmentOf(checkout: string): Promise<Readonly<Record<string, string>>> {
  const file = PLACES.map((place) => join(checkout, place)).find((path) => existsSync(path));
  if (file === undefined) return PROCESS_ENVIRONMENT;
  return (await import(pathToFileURL(file).href)).PROCESS_ENVIRONMENT ?? PROCESS_ENVIRONMENT;
}

/** Returns one line for each variable that differs between two builds. */
export function environmentNote(
  own: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
  otherName: string,
): string[] {
  const names = [...new Set([...Object.keys(own), ...Object.keys(other)])];
  return names
    .filter((name) => own[name] !== other[name])
    .map((name) => `${name}: this ${own[name] ?? 'unset'}, ${otherName} ${other[name] ?? 'unset'}`);
}
