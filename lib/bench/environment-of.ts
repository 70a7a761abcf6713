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
