import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import { namesWrittenTo, withFolder } from '../../support/watched-folder.ts';

const TINY = ['--faces', 'none', '--kinds', 'small', '--no-pin'];

/** What a program printed, and names of what it wrote to its temporary folder, also where it removed them again. */
interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly written: readonly string[];
}

function node(...args: string[]): Promise<Ended> {
  return withFolder(async (folder) => {
    const env = { ...process.env, TMPDIR: folder };
    const [ended, written] = await namesWrittenTo(
      folder,
      () =>
        new Promise<Omit<Ended, 'written'>>((resolve) => {
          execFile(process.execPath, args, { cwd: ROOT, env }, (error, stdout, stderr) => {
            resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
          });
        }),
    );
    return { ...ended, written };
  });
}

function bench(...args: string[]): Promise<Ended> {
  return node('bin/bench.ts', ...args);
}

/** What `--json -` printed after the tables. */
function jsonOf(stdout: string) {
  return JSON.parse(stdout.slice(stdout.indexOf('\n{\n')));
}

describeUnless(noModels, 'npm run bench, in a tiny form', () => {
  it('measures steps, totals, memory and models, and prints them as tables and JSON', async () => {
    const { code, stdout, written } = await bench(...TINY, '--rounds', '2', '--json', '-');
    expect(code).toBe(0);
    expect(written, 'no picture is ever a file').toEqual([]);
    expect(stdout).toContain('inputs from drawn faces');
    const { kinds, models, targets, rounds, memory } = jsonOf(stdout);
    expect(rounds).toBe(2);
    const { total, steps, plain, faces } = kinds.small;
    expect(faces).toEqual([1, 1]);
    expect(Object.keys(steps)).toEqual(['decode', 'detect', 'secondLook', 'align', 'quality', 'embed', 'score']);
    expect(steps.secondLook.p50).toBeGreaterThan(0.5);
    const parts = Object.values(steps as Record<string, { p50: number }>).reduce((sum, { p50 }) => sum + p50, 0);
    expect(parts).toBeGreaterThan(0.5 * total.p50);
    expect(total.cpu).toBeGreaterThan(1);
    expect(plain.modelRuns).toBe(6);
    expect(plain.modelMs).toBeLessThan(plain.total.p50);
    expect(models.embedder).toBeGreaterThan(models.quality);
    expect(targets).toHaveLength(5);
    if (process.platform !== 'linux') return;
    const { readyBytes, firstPeakBytes, steps: memoryOfSteps } = memory.small;
    expect(readyBytes).toBeGreaterThan(100e6);
    expect(firstPeakBytes).toBeGreaterThan(readyBytes);
    const inSteps = Object.values(memoryOfSteps as Record<string, { peakBytes: number }>);
    expect(Math.max(...inSteps.map(({ peakBytes }) => peakBytes))).toBeLessThanOrEqual(firstPeakBytes);
  });

  it('compares with another checkout in turns', async () => {
    const { code, stdout } = await bench('against', ROOT, ...TINY, '--rounds', '3', '--json', '-');
    expect(code).toBe(0);
    const { small } = jsonOf(stdout).kinds;
    expect(small).toMatchObject({ rounds: 3, sameFaces: true });
    expect(small.cpu.ratio).toBeGreaterThan(0.3);
    expect(small.cpu.ratio).toBeLessThan(3);
  });

  it('says when the other is nothing to compare with', async () => {
    const { code, stderr } = await bench('against', 'no-such-revision', ...TINY);
    expect([code, stderr]).toEqual([
      1,
      'no-such-revision is neither a folder with this project nor a revision of it.\n',
    ]);
  });

  it('watches the memory of many comparisons', async () => {
    const { code, stdout } = await bench('soak', '60', ...TINY, '--json', '-');
    expect(code).toBe(0);
    const { comparisons, kinds, resident } = jsonOf(stdout);
    expect([comparisons, kinds.small.count, resident.length]).toEqual([60, 59, 3]);
    expect(Math.min(...resident)).toBeGreaterThan(50e6);
  });
});

describe('the watch over the temporary folder', () => {
  it('sees a file that is removed again', async () => {
    const plant = `
      const fs = require('node:fs');
      const file = require('node:path').join(require('node:os').tmpdir(), 'face.jpg');
      fs.writeFileSync(file, 'picture');
      fs.unlinkSync(file);`;
    expect((await node('-e', plant)).written).toEqual(['face.jpg']);
  });
});
