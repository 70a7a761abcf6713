import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { demoApp, issuerKey } from '../../../../lib/local/issuer/keys.ts';
import {
  announceServer,
  LocalDirInUseError,
  lockDatabase,
  readOrCreate,
  runningServer,
  withdrawServer,
} from '../../../../lib/local/state/state.ts';

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'face-state-')), 'local');
});
afterEach(() => rm(join(dir, '..'), { recursive: true }));

it('makes a file once, readable by its owner only', async () => {
  const values = await Promise.all(Array.from({ length: 20 }, (_, i) => readOrCreate(dir, 'x.json', async () => i)));
  expect(new Set(values).size).toBe(1);
  expect(await readOrCreate(dir, 'x.json', async () => 99)).toBe(values[0]);
  expect((await stat(join(dir, 'x.json'))).mode & 0o777).toBe(0o600);
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
  expect(await readdir(dir)).toEqual(['x.json']);
});

it('says what to do with a file that is damaged', async () => {
  await readOrCreate(dir, 'x.json', async () => 1);
  await writeFile(join(dir, 'x.json'), '{');
  await expect(readOrCreate(dir, 'x.json', async () => 1)).rejects.toThrow('Delete it');
});

it('keeps the key and the credentials, and they are not the same in two places', async () => {
  const [key, app] = [await issuerKey(dir), await demoApp(dir)];
  expect(await issuerKey(dir)).toEqual(key);
  expect(await demoApp(dir)).toEqual(app);
  const other = join(dir, 'other');
  expect((await issuerKey(other)).kid).not.toBe(key.kid);
  expect((await demoApp(other)).appSecret).not.toBe(app.appSecret);
  expect(key.publicKey).not.toHaveProperty('d');
});

it('lets one process at a time into the database', async () => {
  const unlock = await lockDatabase(dir);
  await expect(lockDatabase(dir)).rejects.toThrow(LocalDirInUseError);
  await unlock();
  await (await lockDatabase(dir))();
});

it.each(['999999999', '', 'rubbish', '-1'])('takes over the lock of a process that is gone: %j', async (pid) => {
  await (await lockDatabase(dir))();
  await writeFile(join(dir, 'dynamodb.pid'), pid);
  await (await lockDatabase(dir))();
});

it('finds a server that runs, and none that is gone', async () => {
  expect(await runningServer(dir)).toBeNull();
  await readOrCreate(dir, 'x.json', async () => 1);
  const server = { pid: process.pid, url: 'http://127.0.0.1:1', dynamodb: 'http://127.0.0.1:2' };
  await announceServer(dir, server);
  expect(await runningServer(dir)).toEqual(server);
  await announceServer(dir, { ...server, pid: 999_999_999 });
  expect(await runningServer(dir)).toBeNull();
  await withdrawServer(dir);
  expect(await runningServer(dir)).toBeNull();
});
