import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { type InputKind, makeInputs } from '../../../../lib/bench/inputs/inputs.ts';
import { findSitters } from '../../../../lib/bench/inputs/sitters.ts';
import { measureSessionOptions } from '../../../../lib/bench/sessions/session-options.ts';
import { SessionProcess, type SessionSetup } from '../../../../lib/bench/sessions/session-process.ts';
import { sessionTables, threadTable } from '../../../../lib/bench/sessions/session-tables.ts';
import { OURS, SESSION_VARIANTS } from '../../../../lib/bench/sessions/session-variants.ts';
import { measureThreadShares, threadsTried } from '../../../../lib/bench/sessions/thread-shares.ts';
import { describeUnless, noModels } from '../../../support/shared.ts';
import { withFolder } from '../../../support/watched-folder.ts';

const saved = SESSION_VARIANTS.find(({ preOptimised }) => preOptimised)!;
const setup = { modelsDir: MODELS_DIR, threads: 1, variant: OURS, savedIn: null, use: 'models' } as const;

async function start(change: Partial<SessionSetup>): Promise<void> {
  const started = await SessionProcess.start({ ...setup, ...change }, null);
  started.stop();
}

async function smallInput(): Promise<InputKind[]> {
  return makeInputs(await findSitters('none', MODELS_DIR, 0), ['small']);
}

describeUnless(noModels, 'session options', () => {
  it('reach the runtime', async () => {
    const variant = { name: 'impossible', change: { graphOptimizationLevel: 'impossible' as never } };
    await expect(start({ variant })).rejects.toThrow(/impossible/);
    await start({});
  }, 30_000);

  it('load a model that was saved optimised, once it is', async () => {
    await withFolder(async (savedIn) => {
      await start({ variant: saved, savedIn });
      const files = readdirSync(savedIn);
      expect(files).toHaveLength(3);
      await start({ variant: saved, savedIn });
      truncateSync(join(savedIn, files[0]!), 100);
      await expect(start({ variant: saved, savedIn })).rejects.toThrow(/no model that can be run/);
    });
  }, 30_000);

  it('are measured in turns, with what remains resident, and leave no file', async () => {
    const rounds: number[] = [];
    const variants = [OURS, saved];
    const inputs = await smallInput();
    const figures = await withFolder(async (folder) => {
      vi.stubEnv('TMPDIR', folder);
      const measured = await measureSessionOptions(variants, setup, inputs, null, 2, (done) => rounds.push(done));
      vi.unstubAllEnvs();
      expect(readdirSync(folder)).toEqual([]);
      return measured;
    });
    expect(rounds).toEqual([1, 2]);
    expect(figures.map(({ name }) => name)).toEqual(['ours', 'saved optimised']);
    for (const { times, residentBytes } of figures) {
      expect(Object.keys(times)).toEqual(['load', 'detector', 'embedder', 'quality', 'compare small']);
      expect(times.embedder!.ms).toBeGreaterThan(times.quality!.ms);
      expect(times['compare small']!.ms).toBeGreaterThan(times.embedder!.ms);
      expect(residentBytes).toBeGreaterThan(100e6);
    }
    expect(figures[0]!.times.load!.ratio.ratio).toBe(1);
    const { ms, ratio } = figures[1]!.times.load!;
    expect(ratio.ratio).toBeCloseTo(ms / figures[0]!.times.load!.ms);
    expect(sessionTables(figures, 'text')).toMatch(/^saved optimised +\d+\.\d\d .* \d+$/m);
    expect(sessionTables(figures, 'text')).toMatch(/^saved optimised +\d+\.\d\d \(\d+\.\d\d to \d+\.\d\d\)/m);
  }, 60_000);
});

describeUnless(noModels, 'threads by memory size', () => {
  it('are tried up to the processors of the size, two at least, and two spinning', () => {
    const numbers = (processors: number): string[] =>
      threadsTried(processors).map(({ threads, variant }) => `${threads}${variant === OURS ? '' : ' spinning'}`);
    expect(numbers(1)).toEqual(['1', '2', '2 spinning']);
    expect(numbers(4)).toEqual(['1', '2', '3', '4', '2 spinning']);
  });

  it('are compared with one thread at the processor share of the size; a size that is too large is left out', async () => {
    const { figures, method } = await measureThreadShares([1769, 1e9], MODELS_DIR, await smallInput(), 2, () => {});
    expect(figures.map(({ memoryMegabytes, threads, spinning }) => [memoryMegabytes, threads, spinning])).toEqual([
      [1769, 1, false],
      [1769, 2, false],
      [1769, 2, true],
    ]);
    expect(figures.map(({ share }) => share)).toEqual([1, 1, 1]);
    expect(figures[0]!.kinds.small!.ratio.ratio).toBe(1);
    const [one, two] = figures.map(({ kinds }) => kinds.small!);
    expect(two!.ratio.ratio).toBeCloseTo(two!.ms / one!.ms);
    expect(threadTable(figures, method, 'text')).toMatch(/^ +1769 +1\.00 +2, spinning +\d/m);
    expect(method).toMatch(/period/);
  }, 60_000);
});
