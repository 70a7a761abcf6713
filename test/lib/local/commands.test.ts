import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuerKey } from '../../../lib/local/keys.ts';

const ROOT = join(import.meta.dirname, '../../..');
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'face-commands-'));
});
afterAll(() => rm(dir, { recursive: true }));

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of bin/ as npm does, with a local directory of the test's own. */
function run(name: string, args: readonly string[], env: Record<string, string> = {}): Promise<Result> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { ...process.env, LOCAL_DIR: dir, ...env } };
    execFile(process.execPath, [`bin/${name}.ts`, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe('npm run token', () => {
  it('prints a token of the kept key, and nothing else', async () => {
    const { code, stdout, stderr } = await run('token', []);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const key = await importJWK((await issuerKey(dir)).publicKey, 'ES256');
    expect((await jwtVerify(stdout.trim(), key)).payload).toMatchObject({
      client_id: 'local-demo',
      services: 'External',
    });
  });

  it('names a client, leaves External away, and makes an expired one', async () => {
    const { stdout } = await run('token', ['--client', 'bank', '--no-external', '--expired']);
    const payload = decodeJwt(stdout.trim());
    expect(payload.client_id).toBe('bank');
    expect(payload).not.toHaveProperty('services');
    expect(payload.exp).toBeLessThan(Date.now() / 1000);
  });
});

describe('npm run audit', () => {
  it('says when there is nothing', async () => {
    expect(await run('audit', [])).toEqual({ code: 0, stdout: 'No audit items yet.\n', stderr: '' });
    expect((await run('audit', ['--json'])).stdout).toBe('[]\n');
  });
});

describe('npm start', () => {
  it.each([
    ['calibration=nope.json', /^There is no calibration nope\.json in layers\/models\/calibration: .*\.\n$/],
    ['tresh=0.9', /^There is no setting tresh\. Settings: issuer, .*\.\n$/],
    ['retention=30', /^There is no setting retention\. Settings: issuer, .*\.\n$/],
  ])('does not start with -c %s', async (setting, message) => {
    const { code, stdout, stderr } = await run('start', ['-c', setting], { PORT: '0' });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
  });
});

describe('a command', () => {
  it.each([
    ['token', ['--unknown']],
    ['token', ['--client']],
    ['token', ['extra']],
    ['audit', ['--limit', 'many']],
    ['audit', ['--limit', '0']],
    ['audit', ['--limit', '-1']],
    ['start', ['--unknown']],
  ])('shows how it is used, with exit code 2: %s %j', async (name, args) => {
    const { code, stdout, stderr } = await run(name, args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/Usage: |Expected a whole number between 1 and 10000 for --limit/);
    expect(stderr).not.toContain(' at ');
  });

  it.each(['port', '70000', '-1', '3000.5'])('refuses PORT=%s', async (port) => {
    const { code, stderr } = await run('start', [], { PORT: port });
    expect([code, stderr]).toEqual([2, `Expected a whole number between 0 and 65535 for PORT but received ${port}.\n`]);
  });
});
