import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startAuditTable } from '../../../../lib/local/audit/audit-table.ts';
import { demoApp, issuerKey } from '../../../../lib/local/issuer/keys.ts';
import { newCredentials } from '../../../../lib/local/state/credentials.ts';
import { announceServer, readOrCreate, runningServer, withdrawServer } from '../../../../lib/local/state/state.ts';

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

it('finds a server that runs, and none that is gone, whatever has its process id or its port now', async () => {
  expect(await runningServer(dir)).toBeNull();
  const table = await startAuditTable({ dir });
  const { endpoint: dynamodb, credentials } = table;
  const server = { pid: process.pid, url: 'http://127.0.0.1:1', dynamodb, credentials };
  await announceServer(dir, server);
  expect(await runningServer(dir)).toEqual(server);
  expect((await stat(join(dir, 'server.json'))).mode & 0o777).toBe(0o600);
  await announceServer(dir, { ...server, credentials: newCredentials() });
  expect(await runningServer(dir)).toBeNull();
  await announceServer(dir, server);
  await table.close();
  expect(await runningServer(dir)).toBeNull();
  await withdrawServer(dir);
  expect(await runningServer(dir)).toBeNull();
});

it('does not take the file of a version before for a server', async () => {
  await readOrCreate(dir, 'server.json', async () => ({ pid: process.pid, url: 'x', dynamodb: 'http://127.0.0.1:2' }));
  expect(await runningServer(dir)).toBeNull();
});
