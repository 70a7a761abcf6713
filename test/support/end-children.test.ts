import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { endChildren } from './end-children.ts';

it('kills a process that a test has left running', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const exited = once(child, 'exit');
  endChildren();
  expect(await exited).toEqual([null, 'SIGKILL']);
});
