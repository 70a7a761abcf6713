import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SettingsError } from '../../../lambda/errors/settings-error.ts';
import { runCommand, UsageError } from '../../../lib/cli/command.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { cost as printCost } from '../../../lib/cost/command.ts';
import { readCostOptions } from '../../../lib/cost/options.ts';
import { START } from '../../../lib/cost/workload.ts';
import { cdkContext } from '../../../lib/local/template/cdk-context.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-cost-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function costProcess(...args: string[]): Promise<Printed> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/cost.ts', ...args], { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** Runs what `bin/cost.ts` runs without a process: loading the CDK takes seconds each time. */
async function cost(...args: string[]): Promise<Printed> {
  const printed = { stdout: '', stderr: '' };
  vi.spyOn(console, 'log').mockImplementation((text: string) => {
    printed.stdout += `${text}\n`;
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += text;
      return true;
    });
  }
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await runCommand(async () => printCost(readCostOptions(args, await cdkContext())));
    return { code: Number(process.exitCode), ...printed };
  } finally {
    process.exitCode = before;
    vi.restoreAllMocks();
  }
}

describe('npm run cost', () => {
  it('prints what is paid while idle, at list price and after what AWS gives away, without measuring anything', async () => {
    const { code, stdout } = await costProcess('--per-day', '0');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Paid while idle: \$2\.\d\d a month at list price\. .* no others, \$1\.\d\d\.$/m);
    expect(stdout).toMatch(/^Dashboards +0\.00$/m);
    expect(stdout).not.toContain('Lambda, time');
    expect(stdout).not.toContain('A million comparisons');
  });

  it('writes no bill of comparisons that there are not', async () => {
    const { stdout } = await cost('--per-day', '0', '--json', '-');
    const { million, use, idle, month } = JSON.parse(stdout.slice(stdout.indexOf('\n{')));
    expect([million, use]).toEqual([null, { memoryMegabytes: 1769, architecture: 'x86_64' }]);
    expect(Object.values<number>(month).reduce((sum, dollars) => sum + dollars, 0)).toBeCloseTo(idle.list, 9);
    expect(idle.withoutFree).toBeLessThan(idle.list);
  });

  it('prints the bill of a stage, idle and with 10,000 comparisons, without measuring anything', async () => {
    const { code, stdout } = await cost('--stage', 'prod', '--json', '-');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dollars a month +idle +10,000 comparisons$/m);
    expect(stdout).not.toMatch(/A million comparisons|^Dashboards|^Provisioned/m);
    const { idle, small } = JSON.parse(stdout.slice(stdout.indexOf('\n{')));
    const sums = [idle, small].map((bill: object) => Object.values(bill).reduce((all, dollars) => all + dollars, 0));
    expect(stdout).toMatch(new RegExp(`^all +${sums[0].toFixed(2)} +${sums[1].toFixed(2)}$`, 'm'));
    // 10,000 requests at $3.50 a million; 83 ms of 1.7275 GB and a start of 530 ms for one in a hundred.
    expect(small['API Gateway']).toBeCloseTo(0.035, 9);
    expect(small['Lambda, time']).toBeCloseTo(10 * (1.7275 * 88.3 + 0.75) * 0.0000166667, 4);
    expect(idle['Lambda, time']).toBe(0);
    expect(small.Metrics).toBeGreaterThan(0);
  });

  it('takes a whole stage for its bill unless more is asked for', () => {
    const billOnly = (...args: string[]) => readCostOptions(args).billOnly;
    expect([billOnly('--stage', 'prod'), billOnly('--stage', 'prod', '-c', 'memory=512')]).toEqual([true, true]);
    expect([billOnly(), billOnly('--stage', 'prod', '--per-day', '0')]).toEqual([false, false]);
  });

  it('prices settings', async () => {
    const { stdout } = await cost(
      '--per-day',
      '0',
      '-c',
      'monitoring=true',
      '-c',
      'provisionedConcurrency=1',
      '-c',
      'memory=2048',
    );
    expect(stdout).toMatch(/^Dashboards +3\.00$/m);
    // 2 GB for 2,629,800 s.
    expect(stdout).toMatch(/^Provisioned environments +21\.92$/m);
    const wrong = await costProcess('--per-day', '0', '-c', 'monitoring=loud');
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('Expected true, false or alarms for monitoring'),
    ]);
  });

  it('takes the time from the benchmark, and compares with Rekognition', async () => {
    const file = join(folder, 'bench.json');
    await writeFile(file, JSON.stringify({ kinds: { phone: { total: { p50: 70, mean: 90 } } } }));
    const { code, stdout } = await cost('--from', file, '--cold-share', '0', '--json', '-');
    expect(code).toBe(0);
    expect(stdout).toContain('at 1769 MB, x86_64, 90.0 ms each, from the benchmark on phone');
    const { use, million, rekognitionRatio } = JSON.parse(stdout.slice(stdout.indexOf('\n{')));
    expect(use.billedMs).toBe(Math.ceil(90 + use.aroundMs));
    // 1.7275 GB, and 0.25 GB x 3 ms.
    const gigabyteSeconds = (1769 / 1024) * use.billedMs + 0.75;
    expect(million['Lambda, time']).toBeCloseTo(gigabyteSeconds * 1e3 * 0.0000166667, 6);
    expect(stdout).toContain(`Rekognition CompareFaces: $1000 for a million`);
    expect(stdout).toContain(` ${rekognitionRatio.toFixed(0)} times as much`);
  });

  it('takes the median of a file without means, and says so', async () => {
    const file = join(folder, 'bench.json');
    await writeFile(file, JSON.stringify({ kinds: { phone: { total: { p50: 70 } } } }));
    const { stdout } = await cost('--from', file);
    expect(stdout).toContain('70.0 ms each');
    expect(stdout).toContain('holds medians, not means');
  });

  it('refuses times of a whole processor for less than one', async () => {
    const file = join(folder, 'bench.json');
    await writeFile(file, JSON.stringify({ kinds: { phone: { total: { p50: 90 } } } }));
    const expected = [2, expect.stringContaining('below 1769 MB they are longer')];
    for (const args of [['--from', file], []]) {
      const { code, stderr } = await cost(...args, '--memory', '1024');
      expect([code, stderr]).toEqual(expected);
    }
  });

  it('takes settings from cdk.json, from -c, and from flags of its own', () => {
    const read = (args: string[], deployed = {}) => {
      const { memoryMegabytes, architecture, context } = readCostOptions(args, deployed);
      return { memoryMegabytes, architecture, monitoring: context.monitoring };
    };
    const deployed = { memory: 2048, monitoring: false };
    expect(read([], deployed)).toEqual({ memoryMegabytes: 2048, architecture: 'x86_64', monitoring: false });
    expect(read(['-c', 'memory=1024', '-c', 'monitoring=true'], deployed)).toMatchObject({
      memoryMegabytes: 1024,
      monitoring: 'true',
    });
    expect(read(['--memory', '512', '--architecture', 'arm64'], deployed)).toMatchObject({
      memoryMegabytes: 512,
      architecture: 'arm64',
    });
    expect(() => read(['--memory', '128'])).toThrow(SettingsError);
    expect(() => read(['--architecture', 'mips'])).toThrow(SettingsError);
    expect(readCostOptions([]).rounds).toBeGreaterThanOrEqual(60);
  });

  it.each([
    [['--memory', '512', '-c', 'memory=512']],
    [['-c', 'memory']],
    [['--ms', 'fast']],
    [['--kind', 'gif']],
    [['--ms', '1', '--from', 'x']],
  ])('refuses %j', (args) => {
    expect(() => readCostOptions(args)).toThrow(UsageError);
  });
});

describeUnless(noModels, 'with a measurement', () => {
  it('prints what was measured, and what is billed for it', async () => {
    const { code, stdout } = await cost('--kind', 'small', '--rounds', '3', '--json', '-');
    expect(code).toBe(0);
    const { use } = JSON.parse(stdout.slice(stdout.indexOf('\n{')));
    expect(stdout).toContain(
      `${use.comparisonMs.toFixed(1)} ms each, measured on small, billed ${use.billedMs.toFixed(1)} ms`,
    );
    expect(use.billedMs).toBeGreaterThan(use.comparisonMs + use.aroundMs);
    expect(use.billedMs).toBeLessThan(use.comparisonMs + use.aroundMs + 1);
    expect(use.initMs).toBe(START.cpuMs + START.waitMs);
  });
});
