import { beforeEach, describe, expect, it } from 'vitest';
import { PhaseClock, type Reading } from '../../../../lib/bench/cold/phase-clock.ts';

describe('a phase clock', () => {
  let now: Reading;
  let clock: PhaseClock;
  const pass = (ms: number, cpuMs = ms, residentBytes = 0): void => {
    now = { ms: now.ms + ms, cpuMs: now.cpuMs + cpuMs, residentBytes: now.residentBytes + residentBytes };
  };
  beforeEach(() => {
    now = { ms: 20, cpuMs: 25, residentBytes: 1000 };
    clock = new PhaseClock('node', () => now);
  });

  it('gives what passes to the phase entered last, the first since the process began', () => {
    clock.enter('a');
    pass(5, 4, 100);
    expect(clock.take('next')).toEqual([
      { name: 'node', ms: 20, cpuMs: 25, residentBytes: 1000 },
      { name: 'a', ms: 5, cpuMs: 4, residentBytes: 100 },
    ]);
  });

  it('adds up a phase that is entered again', () => {
    clock.enter('a');
    pass(1);
    clock.enter('b');
    pass(2);
    clock.enter('a');
    pass(4);
    expect(clock.take('next').map(({ name, ms }) => [name, ms])).toEqual([
      ['node', 20],
      ['a', 5],
      ['b', 2],
    ]);
  });

  it('goes back to the phase around a piece of work, also when that fails', () => {
    clock.enter('around');
    const work = (): never => {
      pass(3);
      throw new Error('no');
    };
    expect(() => clock.within('work', work)).toThrow('no');
    pass(4);
    expect(clock.within('work', () => clock.current)).toBe('work');
    expect(clock.take('next').map(({ name, ms }) => [name, ms])).toEqual([
      ['node', 20],
      ['around', 4],
      ['work', 3],
    ]);
  });

  it('begins anew after its phases were taken', () => {
    clock.take('second');
    pass(7, 6, -50);
    expect(clock.take('third')).toEqual([{ name: 'second', ms: 7, cpuMs: 6, residentBytes: -50 }]);
    expect(clock.current).toBe('third');
  });
});
