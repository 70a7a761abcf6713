import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROCESS_ENVIRONMENT } from '../process-environment.ts';

/**
 * The environment that a checkout's stack gives to the process that compares; this checkout's where it says nothing of one.
 *
 * @param checkout its root
 */
export async function environmentOf(checkout: string): Promise<Readonly<Record<string, string>>> {
  const file = join(checkout, 'lib/process-environment.ts');
  if (!existsSync(file)) return PROCESS_ENVIRONMENT;
  return (await import(pathToFileURL(file).href)).PROCESS_ENVIRONMENT ?? PROCESS_ENVIRONMENT;
}

/** What two builds are told differently, a line for each; none where they are told the same. */
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
