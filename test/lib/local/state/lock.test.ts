import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ROOT } from '../../../../lib/cli/root.ts';
import { LocalDirInUseError, lockDatabase } from '../../../../lib/local/state/lock.ts';

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'face-lock-')), 'local');
});
afterEach(() => rm(join(dir, '..'), { recursive: true }));

const MODULE = pathToFileURL(join(ROOT, 'lib/local/state/lock.ts')).href;
/** Loads what it needs, waits for a line, tries to get the lock, says what came of it, and stays. */
const CODE = `
  import { lockDatabase } from ${JSON.stringify(MODULE)};
  console.log('ready');
  process.stdin.once('data', async () => {
    await lockDatabase(process.env.DIR).then(() => console.log('mine'), (error) => console.log(error.constructor.name));
  });
  setInterval(() => {}, 1000);`;

async function contender() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', CODE], {
    env: { ...process.env, DIR: dir },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  const exited = once(child, 'exit');
  return {
    attempt: async (): Promise<string> => {
      child.stdin.write('go\n');
      return String((await lines.next()).value);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

it('lets one at a time in', async () => {
  const unlock = await lockDatabase(dir);
  await expect(lockDatabase(dir)).rejects.toThrow(LocalDirInUseError);
  await unlock();
  await (await lockDatabase(dir))();
});

it('is taken by exactly one of six processes at once, also after a process that was killed', async () => {
  for (let round = 0; round < 2; round++) {
    const processes = await Promise.all(Array.from({ length: 6 }, contender));
    const outcomes = await Promise.all(processes.map(({ attempt }) => attempt()));
    expect(outcomes.sort()).toEqual([...Array(5).fill('LocalDirInUseError'), 'mine']);
    await Promise.all(processes.map(({ kill }) => kill()));
  }
});

it('does not look at process ids, which may be those of other processes by now', async () => {
  await (await lockDatabase(dir))();
  // The lock of a version before, with the id of a process that lives: this one.
  await writeFile(join(dir, 'dynamodb.pid'), String(process.pid));
  await (await lockDatabase(dir))();
});
