import { describe, expect, it } from 'vitest';
import { type ColdFigures, phaseFigures } from '../../../../lib/bench/cold/cold-figures.ts';
import { coldTables } from '../../../../lib/bench/cold/cold-tables.ts';
import type { Phase } from '../../../../lib/bench/cold/phase-clock.ts';

const phase = (name: string, ms: number, cpuMs = ms): Phase => ({ name, ms, cpuMs, residentBytes: 1e6 * ms });

describe('figures of phases', () => {
  it('are medians, and add up to that of all with what is left', () => {
    const runs = [
      { ms: 14, phases: [phase('a', 3), phase('b', 9)] },
      { ms: 20, phases: [phase('a', 8), phase('b', 10)] },
      { ms: 16, phases: [phase('b', 11), phase('a', 4)] },
    ];
    const { phases, rest, all } = phaseFigures(runs);
    expect(phases).toEqual([phase('a', 4), phase('b', 10)]);
    expect(all).toEqual({ ms: 16, cpuMs: 15, residentBytes: 15e6 });
    expect(rest).toEqual({ ms: 2, cpuMs: 1, residentBytes: 1e6 });
  });

  it('take the time of all from the phases where nobody measured it from outside', () => {
    expect(phaseFigures([{ ms: null, phases: [phase('a', 3), phase('b', 9)] }]).all.ms).toBe(12);
  });

  it('count a phase that a run does not have as none', () => {
    const runs = [[phase('a', 3)], [phase('a', 3), phase('b', 9)], [phase('a', 3)]].map((phases) => ({
      ms: null,
      phases,
    }));
    expect(phaseFigures(runs).phases).toEqual([phase('a', 3), phase('b', 0)]);
  });

  it('name models instead of their size', () => {
    const { phases } = phaseFigures(
      [{ ms: null, phases: [phase('load 17', 1), phase('first run 17', 2), phase('load 18', 3)] }],
      new Map([[17, 'yunet-n']]),
    );
    expect(phases.map(({ name }) => name)).toEqual(['yunet-n: load', 'yunet-n: first run', 'model of 18 bytes: load']);
  });
});

describe('the tables of a cold start', () => {
  const phases = phaseFigures([{ ms: 21.04, phases: [phase('node', 20.5, 24.5)] }]);
  const figures: ColdFigures = {
    starts: 3,
    readyMs: 400,
    readyCpuMs: 501,
    firstAnswerMs: 120,
    firstAnswerCpuMs: 119,
    tenthAnswerMs: 50,
    residentReadyBytes: 150e6,
    residentAnsweredBytes: 221e6,
    peakBytes: 230e6,
    untilReady: phases,
    firstAnswer: phases,
  };

  it('say which bounds are met', () => {
    const lines = coldTables(figures, 'text').split('\n');
    const end = (start: string) =>
      lines
        .find((line) => line.startsWith(start))
        ?.split(/ {2,}/)
        .slice(1);
    expect(end('processor time until ready')).toEqual(['501 ms', '500 ms', 'NO']);
    expect(end('first response after it')).toEqual(['120 ms', '120 ms', 'yes']);
    expect(end('resident memory after the first response')).toEqual(['221 MB', '220 MB', 'NO']);
  });

  it('end each list of phases with the rest and all', () => {
    const text = coldTables(figures, 'text');
    expect(text.match(/^(node|rest|all) .*/gm)?.map((line) => line.split(/ +/))).toEqual([
      ['node', '20.5', '24.5', '20.5'],
      ['rest', '0.5', '0.0', '0.0'],
      ['all', '21.0', '24.5', '20.5'],
      ['node', '20.5', '24.5', '20.5'],
      ['rest', '0.5', '0.0', '0.0'],
      ['all', '21.0', '24.5', '20.5'],
    ]);
  });
});
