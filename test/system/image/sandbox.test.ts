import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LambdaEnvironment } from '../../../lib/local/runtime/lambda-environment.ts';
import type { Outcome } from '../../../lib/local/runtime/runtime-api.ts';
import { type TestFunction, testFunction } from '../../lib/local/runtime/handlers.ts';
import { createSandbox, noSandbox, type Sandbox, sandboxInstalled } from './sandbox.ts';

/** What a function tries to get out. */
const ATTEMPTS = `
import { readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
const code = (attempt) => { try { return attempt() ?? 'done'; } catch (error) { return error.code; } };
Object.assign(actions, {
  write: ({ path }) => code(() => writeFileSync(path + '/written-by-a-test', 'x')),
  list: ({ path }) => code(() => readdirSync(path)),
  who: () => ({ uid: process.getuid(), gid: process.getgid(), cwd: process.cwd() }),
  interfaces: () => Object.keys(networkInterfaces()),
  connect: ({ host, port }) => new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 }, () => resolve('connected'));
    socket.on('error', (error) => resolve(error.code)).on('timeout', () => resolve('timeout'));
  }),
});
`;

function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    });
}

const inCi = process.env.REQUIRE_SHARED === '1';
describe.runIf(inCi && sandboxInstalled)('bubblewrap, where it is installed and nothing may be left out,', () => {
  it('makes a sandbox', () => expect(noSandbox).toBeNull());
});

const title = 'a function in the sandbox';
describe.skipIf(noSandbox !== null)(noSandbox === null ? title : `${title} (skipped: ${noSandbox})`, () => {
  let environment: LambdaEnvironment;
  let sandbox: Sandbox;
  let task: TestFunction;
  const [open, closed] = [0, 1].map(() => createServer((_, response) => response.end('hello')));

  beforeAll(async () => {
    for (const server of [open!, closed!]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
    task = await testFunction({ timeoutMs: 3_000 }, '', ATTEMPTS);
    sandbox = await createSandbox([port(open!)]);
    environment = new LambdaEnvironment(task.configuration, { launch: sandbox.launch, log: () => {} });
  });
  afterAll(async () => {
    await environment?.close();
    await sandbox?.close();
    await task?.remove();
    for (const server of [open!, closed!]) server.close();
  });

  const port = (server: typeof open) => (server!.address() as AddressInfo).port;
  const attempt = async (what: string, parameters: object = {}): Promise<unknown> => {
    const outcome: Outcome = await environment.invoke({ do: what, ...parameters });
    return outcome.kind === 'success' ? outcome.payload : outcome;
  };

  it.each([
    '/',
    '/var',
    '/var/task',
    '/var/runtime',
    '/var/lang/bin',
    '/usr/lib',
    '/dev',
    '/sys',
    '/run',
    '/run/ports',
  ])('cannot write to %s', async (path) => expect(await attempt('write', { path })).toBe('EROFS'));

  it('can write to /tmp, which starts empty', async () => {
    expect(await attempt('list', { path: '/tmp' })).toEqual([]);
    expect(await attempt('write', { path: '/tmp' })).toBe('done');
  });

  it('sees an empty /sys, and nothing of this machine or this project', async () => {
    expect(await attempt('list', { path: '/sys' })).toEqual([]);
    expect(await attempt('list', { path: '/home' })).toBe('ENOENT');
    expect(await attempt('list', { path: import.meta.dirname })).toBe('ENOENT');
    expect(await attempt('list', { path: '/etc' })).toEqual(expect.not.arrayContaining(['hosts', 'hostname', 'ssl']));
    expect(await attempt('list', { path: '/var/task' })).toEqual(['index.mjs']);
  });

  it('runs as nobody, in its own folder', async () => {
    expect(await attempt('who')).toEqual({ uid: 65534, gid: 65534, cwd: '/var/task' });
  });

  it('has no network but its own loopback', async () => {
    expect(await attempt('interfaces')).toEqual(['lo']);
    expect(await attempt('connect', { host: '192.0.2.1', port: 80 })).toBe('ENETUNREACH');
    expect(await attempt('connect', { host: '127.0.0.1', port: port(closed) })).toBe('ECONNREFUSED');
    expect(await attempt('connect', { host: '127.0.0.1', port: port(open) })).toBe('connected');
  });

  it('leaves no process behind when it is killed', async () => {
    // The forwarded ports are on the command lines of all processes in the sandbox.
    const left = () => commandLines().filter((line) => line.includes(` ${port(open)},`)).length;
    await attempt('who');
    expect(left()).toBeGreaterThan(1);
    expect(await attempt('wait')).toMatchObject({ errorType: 'Sandbox.Timedout' });
    await vi.waitFor(() => expect(left()).toBe(0), { timeout: 60_000 });
    expect(await attempt('who')).toMatchObject({ uid: 65534 });
  });
});
