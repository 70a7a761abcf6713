import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';
import { LOCAL_TABLE, localDynamoDb, startAuditTable } from '../../../lib/local/audit/audit-table.ts';
import { issuerKey } from '../../../lib/local/issuer/keys.ts';
import { announceServer, withdrawServer } from '../../../lib/local/state/state.ts';
import packageJson from '../../../package.json' with { type: 'json' };

const SCRIPTS = Object.fromEntries(
  Object.entries(packageJson.scripts).map(([name, script]) => [name, script.replace(/^exec /, '')]),
);

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

/** Runs a command as npm does, with a local directory of the test's own. */
function run(name: string, args: readonly string[], env: Record<string, string> = {}): Promise<Result> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { ...process.env, LOCAL_DIR: dir, ...env } };
    const [, ...words] = (SCRIPTS[name] ?? '').split(' ');
    execFile(process.execPath, [...words, ...args], options, (error, stdout, stderr) => {
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
    const { code, stderr } = await run('audit', ['--csv']);
    expect([code, stderr]).toEqual([2, 'Expected --usage with --month, --csv, --stage and --stack.\n']);
  });
});

describe('npm run audit -- erase', () => {
  it('says what it would delete, and deletes it when told to', async () => {
    const table = await startAuditTable({ dir });
    const { endpoint: dynamodb, credentials } = table;
    const db = localDynamoDb(table);
    try {
      await announceServer(dir, { pid: process.pid, url: 'http://127.0.0.1:1', dynamodb, credentials });
      const Item = {
        client: { S: 'demo' },
        id: { S: '2026-11-01#r1' },
        requestId: { S: 'r1' },
        correlationId: { S: 'c1' },
      };
      await db.send(new PutItemCommand({ TableName: LOCAL_TABLE, Item }));
      const shown = await run('audit', ['erase', '--correlation-id', 'c1']);
      expect([shown.code, shown.stderr]).toEqual([0, '']);
      expect(shown.stdout).toMatch(
        /^demo +2026-11-01#r1 *\n1 item found\. Nothing is deleted yet: repeat it with --yes\.\n$/m,
      );
      const erased = await run('audit', ['erase', '--correlation-id', 'c1', '--yes', '--json']);
      expect(JSON.parse(erased.stdout)).toEqual({ erased: true, items: [{ client: 'demo', id: '2026-11-01#r1' }] });
      expect((await db.send(new ScanCommand({ TableName: LOCAL_TABLE }))).Count).toBe(0);
    } finally {
      await withdrawServer(dir);
      db.destroy();
      await table.close();
    }
  });

  it.each([
    [['erase'], 'Expected --correlation-id or --request-id.\n'],
    [
      ['erase', '--correlation-id', 'a', '--stage', 'A'],
      /^Expected a name of up to 20 .* for --stage but received A\.\n$/,
    ],
  ] as const)('says what is wrong with %j', async (args, message) => {
    const { code, stdout, stderr } = await run('audit', args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });
});

describe('npm run apps', () => {
  it.each([
    [['list', '--local'], 1, 'The local API does not run. Start it: npm start\n'],
    [['create', 'shop', '--local', '--rate', '5'], 2, 'Expected --rate and --burst together.\n'],
    [
      ['rotate', 'shop', '--days', '999'],
      2,
      'Expected a whole number between 0 and 365 for --days but received 999.\n',
    ],
    [['create', 'a/b'], 2, /^Expected 1 to 64 of A-Z .* for name but received a\/b\.\n$/],
    [['frob'], 2, /^Expected create, list, show, rotate, disable, enable, delete or remove-limits\n/],
  ] as const)('says what is wrong with %j', async (args, code, message) => {
    const result = await run('apps', args);
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });
});

/** Settings that are wrong, as against models that are missing. */
const SETTINGS = /^(tresh|pack|retention|threshold)/;

describe('npm start', () => {
  it.each([
    ['calibration=nope.json', /^There is no calibration nope\.json in layers\/models\/calibration: .*\.\n$/],
    ['tresh=0.9', /^There is no setting tresh\. Settings: .*\.\n$/],
    ['pack=combined', /^Pack combined holds edgeface-xs .* Set researchModels=true to use it all the same\.\n$/],
    ['threshold=1.5', /^Expected a number between 0 and 1 for threshold but received 1\.5\.\n$/],
    ['retention=30', /^There is no setting retention\. Settings: .*\.\n$/],
  ])('does not start with -c %s', async (setting, message) => {
    const { code, stdout, stderr } = await run('start', ['-c', setting], { PORT: '0' });
    expect([code, stdout]).toEqual([SETTINGS.test(setting) ? 2 : 1, '']);
    expect(stderr).toMatch(message);
  });

  it('is told what npm has kept for itself', async () => {
    const npm = { npm_lifecycle_script: packageJson.scripts.start, npm_config_call: 'threshold=0.8' };
    const { code, stderr } = await run('start', [], { PORT: '0', ...npm });
    expect([code, stderr]).toEqual([
      2,
      'npm took -c for itself. Put -- before the options: npm start -- -c threshold=0.8\n',
    ]);
  });

  it('says on an older Node.js what to do', async () => {
    const older = 'data:text/javascript,Object.defineProperty(process,`versions`,{value:{node:`20.19.1`}})';
    const { code, stdout, stderr } = await run('start', [], { NODE_OPTIONS: `--import ${older}` });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^This is Node\.js 20\.19\.1; the scripts need Node\.js 24\. Run npm ci/);
  });
});

describe('npm start on a port that is taken', () => {
  it('names the local API of this checkout that runs already, before anything else', async () => {
    const table = await startAuditTable({ dir });
    const { endpoint: dynamodb, credentials } = table;
    await announceServer(dir, { pid: 4321, url: 'http://127.0.0.1:3999', dynamodb, credentials });
    try {
      const { code, stdout, stderr } = await run('start', [], { PORT: '3999' });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toBe(
        'The local API of this checkout runs already on http://127.0.0.1:3999 (process 4321). Use it, or stop it first.\n',
      );
    } finally {
      await table.close();
    }
  });

  it('names a local API of this checkout that has the port but does not respond', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const dynamodb = 'http://127.0.0.1:1';
    await announceServer(dir, { pid: process.pid, url: `http://127.0.0.1:${port}`, dynamodb, credentials });
    try {
      const { code, stderr } = await run('start', [], { PORT: String(port) });
      expect(code).toBe(1);
      expect(stderr).toContain(
        `Port ${port} is in use by a local API of this checkout that does not respond (process ${process.pid}; stop it: kill ${process.pid}).`,
      );
    } finally {
      server.close();
      await withdrawServer(dir);
    }
  });

  it('repeats its arguments in the command for another port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const PORT = String((server.address() as AddressInfo).port);
      const { code, stdout, stderr } = await run('start', ['--ric', '-c', 'threshold=0.8'], { PORT });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`Port ${PORT} is in use by another program.`);
      expect(stderr).toMatch(/ npm start -- --ric -c threshold=0\.8 --port 300[01]\n$/);
    } finally {
      server.close();
    }
  });
});

describe('npm run compare', () => {
  it.each([
    ['nofile.jpg', 'there is no such file'],
    ['package.json/a.jpg', 'there is no such file'],
    ['docs', 'it is a folder'],
  ])('says that %s cannot be read, and why', async (file, reason) => {
    const { code, stdout, stderr } = await run('compare', ['package.json', file]);
    expect([code, stdout, stderr]).toEqual([2, '', `${file} cannot be read: ${reason}.\n`]);
  });
});

describe.concurrent('a wrong value', () => {
  it.each([
    ['compare', ['--treshold', '0.8', 'a', 'b'], "Unknown option '--treshold'\n(Did you mean --threshold?)\nUsage: "],
    [
      'compare',
      ['--pack', 'combind', 'a', 'b'],
      'Expected retail-0095, edgeface-xs or combined for --pack but received combind. Did you mean combined?\n',
    ],
    [
      'models',
      ['--pack', 'arcface'],
      'Expected retail-0095, edgeface-xs or combined for --pack but received arcface.\n',
    ],
    ['models', ['--from', '/nonexistent'], '--from /nonexistent: there is no such folder.\n'],
    ['calibrate', ['--images', '/nonexistent'], '/nonexistent: there is no such folder.\n'],
  ])('is named, with exit code 2: %s %j', async (name, args, message) => {
    const { code, stdout, stderr } = await run(name, args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(message)).toBe(true);
  });
});

describe.concurrent('every command', () => {
  const names = Object.keys(SCRIPTS).filter((name) => SCRIPTS[name]?.startsWith('node '));

  it('is known', () => expect(names).toEqual(expect.arrayContaining(['sheets', 'start', 'fuzz'])));

  it.each(names)('%s prints with --help how it is used', async (name) => {
    const { code, stdout, stderr } = await run(name, ['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: /);
    expect(stdout).toContain(name);
  });

  it.each(names)('%s prints it for an option that it does not know', async (name) => {
    const { code, stdout, stderr } = await run(name, ['--nonsense']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Unknown option '--nonsense'.*\nUsage: /);
    expect(stderr).toContain(name);
  });
});

describe.concurrent('a command', () => {
  it.each([
    ['token', ['--unknown']],
    ['token', ['--client']],
    ['token', ['extra']],
    ['audit', ['--limit', 'many']],
    ['audit', ['--limit', '0']],
    ['audit', ['--limit', '-1']],
    ['start', ['--unknown']],
    ['token', ['--client', '']],
    ['token', ['--client', 'two\nlines']],
    ['audit', ['--client', '']],
    ['compare', ['a.jpg']],
    ['compare', ['a.jpg', 'b.jpg', 'c.jpg']],
    ['compare', ['--thresold', '0.8', 'a.jpg', 'b.jpg']],
    ['compare', ['--threshold', '2', 'a.jpg', 'b.jpg']],
    ['compare', ['--threshold', 'x', 'a.jpg', 'b.jpg']],
    ['compare', ['--threshold', '', 'a.jpg', 'b.jpg']],
    ['fuzz', ['gif']],
    ['fuzz', ['jpeg', '--runs', 'many']],
    ['image', ['--architecture', 'x64']],
    ['sheets', ['blurr']],
    ['sheets', ['--people', '1']],
    ['soak', []],
    ['soak', ['kitchen']],
    ['models', ['lst']],
    ['models', ['list', '--offline']],
    ['models', ['--pack', 'combined', 'compare']],
  ])('shows how it is used, with exit code 2: %s %j', async (name, args) => {
    const { code, stdout, stderr } = await run(name, args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/Usage: |^Expected .* for (--)?[a-z]+ but received .*[.?]\n$/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each(['port', '70000', '-1', '3000.5'])('refuses PORT=%s', async (port) => {
    const { code, stderr } = await run('start', [], { PORT: port });
    expect([code, stderr]).toEqual([2, `Expected a whole number between 0 and 65535 for PORT but received ${port}.\n`]);
  });
});
