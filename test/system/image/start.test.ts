import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { HEALTH_PATH } from '../../../lambda/contract/fields.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { COMPARE_FUNCTION } from '../../support/default-model.ts';
import { send } from '../../support/gateway.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

/** A busy machine takes long to synthesize the stack and to bundle the functions. */
const PATIENCE = { timeout: 100_000 };

describeUnless(noModels, 'npm start -- --ric', () => {
  let dir: string;
  let temporary: string;
  let server: ChildProcess;
  let output = '';

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'face-start-'));
    temporary = join(dir, 'tmp');
    mkdirSync(temporary);
    const env = { ...process.env, PORT: '0', LOCAL_DIR: join(dir, 'local'), TMPDIR: temporary };
    server = spawn(process.execPath, ['bin/start.ts', '--ric'], { cwd: ROOT, env });
    for (const stream of [server.stdout!, server.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    await vi.waitFor(() => expect(output).toContain('Ctrl-C stops it.'), PATIENCE);
  });
  afterAll(() => {
    server?.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  it('serves through the runtime client, and prints how long a cold start takes', async () => {
    const url = /listens on (http:\/\/127\.0\.0\.1:\d+) /.exec(output)![1]!;
    expect(output).not.toContain('cold start');
    const { status, body } = await send(url, HEALTH_PATH, { method: 'GET' });
    expect([status, JSON.parse(body).messages]).toEqual([200, ['Healthy']]);
    const line = new RegExp(`^${COMPARE_FUNCTION}[0-9A-F]*: cold start in \\d+ ms$`, 'm');
    await vi.waitFor(() => expect(output).toMatch(line), PATIENCE);
  });

  it('stops when it is told to, and leaves no bundle behind', async () => {
    const exited = once(server, 'exit');
    server.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
