import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import type { ColdFigures, PhaseFigures } from '../../../../lib/bench/cold/cold-figures.ts';
import { ROOT } from '../../../../lib/cli/root.ts';
import { describeUnless, noModels } from '../../../support/shared.ts';
import { namesWrittenTo, withFolder } from '../../../support/watched-folder.ts';

const MODELS = ['yunet-n', 'retail-0095', 'lightqnet-dm100'];

const unless = process.platform === 'linux' ? noModels : 'the image is for Linux';

describeUnless(unless, 'npm run bench cold', () => {
  let stdout: string;
  let written: string[];
  let figures: ColdFigures;

  beforeAll(async () => {
    const args = ['bin/bench.ts', 'cold', '--rounds', '1', '--faces', 'none', '--no-pin', '--json', '-'];
    [{ stdout }, written] = await withFolder((folder) => {
      const env = { ...process.env, TMPDIR: folder };
      return namesWrittenTo(folder, () => promisify(execFile)(process.execPath, args, { cwd: ROOT, env }));
    });
    figures = JSON.parse(stdout.slice(stdout.indexOf('\n{\n')));
  });

  const names = ({ phases }: PhaseFigures): string[] => phases.map(({ name }) => name);

  it('starts the assembled image and tells of the whole', () => {
    expect(figures.starts).toBe(1);
    expect(figures.readyMs).toBeGreaterThan(100);
    expect(figures.readyCpuMs).toBeGreaterThan(50);
    expect(figures.firstAnswerMs).toBeGreaterThan(5);
    expect(figures.residentAnsweredBytes).toBeGreaterThan(80e6);
    expect(stdout).toContain('Cold start of the assembled image, medians of 1 starts');
  });

  it('writes nothing but the image, what starts it, and the template of the stack', () => {
    expect(written.map((name) => name.replace(/-\w+$/, ''))).toEqual(['face-comparison-cold', 'face-comparison-synth']);
  });

  it('takes the time until it is ready apart, in the image itself', () => {
    expect(names(figures.untilReady).toSorted()).toEqual(
      [
        ...['node', 'this clock', 'runtime client', 'our bundle', 'sharp', 'onnxruntime', 'AWS client', 'models'],
        ...['warm-up', ...MODELS.flatMap((model) => [`${model}: load`, `${model}: first run`])],
      ].toSorted(),
    );
    for (const { name, cpuMs } of figures.untilReady.phases) expect([name, cpuMs > 0]).toEqual([name, true]);
  });

  it('accounts for all of the processor time, and leaves little of the time', () => {
    const { phases, rest, all } = figures.untilReady;
    expect(phases.reduce((sum, { cpuMs }) => sum + cpuMs, 0)).toBeCloseTo(all.cpuMs, 6);
    expect(Math.abs(rest.cpuMs)).toBeLessThan(1e-6);
    expect(rest.ms).toBeLessThan(0.5 * all.ms);
  });

  it('takes the first answer apart', () => {
    expect(names(figures.firstAnswer)).toEqual(['event', 'parse', 'handler', 'load', 'compare', 'audit']);
    const of = Object.fromEntries(figures.firstAnswer.phases.map(({ name, ms }) => [name, ms]));
    expect(of.compare).toBeGreaterThan(of.parse!);
    expect(of.compare).toBeGreaterThan(0.4 * figures.firstAnswer.all.ms);
  });
});
