import { mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Lends a folder that is there for this one use. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'watched-'));
  return use(folder).finally(() => rmSync(folder, { recursive: true }));
}

/** A name that marks the end: when it is seen, all that was written before has been. */
const LAST = 'end-of-watch';

/** @returns the result, and names of everything written to the folder meanwhile, also of what is gone again */
export async function namesWrittenTo<T>(folder: string, run: () => Promise<T>): Promise<[result: T, names: string[]]> {
  const names = new Set<string>();
  let sawLast = (): void => {};
  const last = new Promise<void>((resolve) => {
    sawLast = resolve;
  });
  const watcher = watch(folder, (_, name) => {
    if (name === LAST) sawLast();
    else names.add(String(name));
  });
  try {
    const result = await run();
    writeFileSync(join(folder, LAST), '');
    await last;
    return [result, [...names]];
  } finally {
    watcher.close();
  }
}
