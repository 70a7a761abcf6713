import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCostOptions } from '../../../lib/cost/options.ts';
import { UsageError } from '../../../lib/local/command-line.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

const ROOT = join(import.meta.dirname, '../../..');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-cost-'));
});
afterAll(() => rm(folder, { recursive: true }));

function cost(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/cost.ts', ...args], { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe('npm run cost', () => {
  it('prints what is paid while idle, without measuring anything', async () => {
    const { code, stdout } = await cost('--per-day', '0');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Paid while idle: \$[01]\.\d\d a month,/m);
    expect(stdout).toMatch(/^API Gateway +0\.00$/m);
    expect(stdout).not.toContain('A million comparisons');
  });

  it('takes the time from the benchmark, and compares with Rekognition', async () => {
    const file = join(folder, 'bench.json');
    await writeFile(file, JSON.stringify({ kinds: { phone: { total: { p50: 90 } } } }));
    const { code, stdout } = await cost('--from', file, '--cold-share', '0');
    expect(code).toBe(0);
    expect(stdout).toContain('at 1769 MB, x86_64, 90.0 ms each, measured on phone');
    // 1.7275 GB x 100 ms and 0.25 GB x 3 ms.
    expect(stdout).toMatch(/^Lambda, time +2\.89$/m);
    expect(stdout).toContain('Rekognition CompareFaces: $1000 for a million');
  });

  it('refuses times of a whole processor for less than one', async () => {
    const file = join(folder, 'bench.json');
    await writeFile(file, JSON.stringify({ kinds: { phone: { total: { p50: 90 } } } }));
    const { code, stderr } = await cost('--from', file, '--memory', '1024');
    expect([code, stderr]).toEqual([2, expect.stringContaining('below 1769 MB they are longer')]);
  });

  it.each([[['--ms', 'fast']], [['--kind', 'gif']], [['--ms', '1', '--from', 'x']], [['--architecture', 'mips']]])(
    'refuses %j',
    (args) => {
      expect(() => readCostOptions(args)).toThrow(UsageError);
    },
  );
});

describeUnless(
  process.platform === 'linux' ? noModels : 'processor shares are those of Linux',
  'with a measurement',
  () => {
    it('a smaller share takes longer', async () => {
      const ms = async (memory: string): Promise<number> => {
        const { code, stdout } = await cost('--memory', memory, '--kind', 'small', '--rounds', '3');
        expect(code).toBe(0);
        return Number(/([\d.]+) ms each, measured on small/.exec(stdout)![1]);
      };
      expect(await ms('512')).toBeGreaterThan(1.5 * (await ms('1769')));
    }, 120_000);
  },
);
