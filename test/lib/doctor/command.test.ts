import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters, styleText } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { doctor } from '../../../lib/doctor/command.ts';
import { checkDocker, checkModels, checkNode } from '../../../lib/doctor/machine.ts';
import { doctorReport } from '../../../lib/doctor/report.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-comparison-doctor-'));
  await mkdir(join(folder, 'settings'));
  await writeFile(join(folder, 'settings', 'wrong.json'), '{"treshold": 0.8, "memory": 1}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function program(name: string, script: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  const output = {
    out: (text: string) => {
      printed.out += text;
    },
    err: (text: string) => {
      printed.err += text;
    },
    symbols: false,
  };
  const code = await doctor(args, output, join(folder, 'settings'));
  return { code, ...printed };
}

describe('the machine', () => {
  it('needs Node 24', () => {
    expect(checkNode('24.1.0')).toMatchObject({ outcome: 'ok' });
    expect(checkNode('22.9.0')).toMatchObject({ outcome: 'failed', remedy: expect.stringContaining('npm ci') });
    expect(checkNode()).toMatchObject({ outcome: 'ok' });
  });

  it('needs a running Docker, or a substitute', async () => {
    const running = await program('docker-fine', 'echo 29.1.0');
    const stopped = await program('docker-stopped', 'echo "Cannot connect" >&2; exit 1');
    expect(await checkDocker(running)).toMatchObject({ outcome: 'ok', message: `${running} 29.1.0 is running.` });
    expect(await checkDocker(stopped)).toMatchObject({
      outcome: 'failed',
      remedy: expect.stringMatching(/^Start Docker\./),
    });
    expect(await checkDocker(join(folder, 'nothing'))).toMatchObject({
      outcome: 'failed',
      remedy: expect.stringMatching(/^Install Docker/),
    });
  });

  it('needs the models', async () => {
    const missing = await checkModels('retail-0095', [folder]);
    expect(missing).toMatchObject({ outcome: 'failed', remedy: 'Run `npm run models`.' });
    expect(missing.message).toContain('.onnx');
  });
});

describeUnless(noModels, 'the machine with models', () => {
  it('has them verified', async () => {
    expect(await checkModels('retail-0095')).toMatchObject({
      outcome: 'ok',
      message: expect.stringContaining('of the pack retail-0095 are here and verified'),
    });
  });
});

describe('npm run doctor', () => {
  it('says every mistake in the settings of a stage, and what it did not check', async () => {
    const { code, out } = await run('--stage', 'wrong');
    expect(code).toBe(1);
    expect(out).toMatch(
      /^failed +Settings +settings\/wrong\.json: There is no setting treshold\. Did you mean threshold\?$/m,
    );
    expect(out).toMatch(/^failed +Settings +settings\/wrong\.json: Expected an integer between 512/m);
    expect(out).toMatch(/^not checked +Credentials/m);
  });

  it('without credentials says what it could not check', async () => {
    vi.stubEnv('CDK_DOCKER', await program('docker', 'echo 29'));
    const { out } = await run('--base-url', 'http://127.0.0.1:9/v1', '--token', 'secret.token.value');
    expect(out).toMatch(/^ok +Settings +The settings of the stage prod are valid\.$/m);
    for (const check of ['Credentials', 'Bootstrap', 'Concurrency', 'Log role', 'Stack']) {
      expect(out).toMatch(new RegExp(`^not checked +${check} `, 'm'));
    }
    expect(out).toMatch(/^failed +Deployment +http:\/\/127\.0\.0\.1:9\/v1\/health cannot be reached\.$/m);
    expect(out).toMatch(/^not checked +Token/m);
    expect(out).toMatch(/\d+ ok, \d+ warnings, \d+ failed, \d+ not checked\n$/);
    expect(stripVTControlCharacters(out)).toBe(out);
    expect(out).not.toMatch(/[✓✗]|secret/);
  });

  it('prints JSON', async () => {
    const results = JSON.parse((await run('--stage', 'wrong', '--json')).out);
    expect(results[0]).toMatchObject({ check: 'Node', outcome: 'ok' });
  });

  it.each([
    [['--token', 'a b'], /^Expected a token without spaces/],
    [['--base-url', 'https://user:password@x.example'], /^Expected an http or https URL without query/],
    [['--fast'], /^Unknown option/],
  ])('refuses %j without quoting it', async (args, message) => {
    const { code, err } = await run(...args);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
    expect(err).not.toMatch(/password|a b/);
  });
});

describe('the report', () => {
  it('has a coloured symbol in a terminal', () => {
    const text = doctorReport([{ check: 'Node', outcome: 'failed', message: 'Old.', remedy: 'Renew.' }], true);
    expect(text).toContain(styleText('red', '✗', { validateStream: false }));
    expect(stripVTControlCharacters(text)).toMatch(/^✗ {2}Node {2}Old\.\n +Renew\.\n\n0 ok, /);
  });
});
