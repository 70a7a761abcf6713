import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { afterAll } from 'vitest';

// Vitest loads this module before each test file. Processes that the file starts end with it, also after a test or a set-up
// that failed or took too long.
const children = new Set<ChildProcess>();

// Node.js publishes each process that `spawn`, `fork` or `execFile` starts, wherever the call is.
subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  children.add(child);
  child.once('exit', () => children.delete(child));
});

/** Kills all processes that this test file has started and that still run. */
export function endChildren(): void {
  for (const child of children) child.kill('SIGKILL');
}

// Hooks run in reverse order, so the test file's own come first.
afterAll(endChildren);
process.once('exit', endChildren);
