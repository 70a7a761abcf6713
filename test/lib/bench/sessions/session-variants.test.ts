import { describe, expect, it } from 'vitest';
import { changedOptions, OURS, SESSION_VARIANTS, SPINNING } from '../../../../lib/bench/sessions/session-variants.ts';

describe('a variant of the session options', () => {
  const options = {
    intraOpNumThreads: 2,
    enableCpuMemArena: true,
    executionProviders: ['cpu'],
    extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
  };

  it('leaves everything else as it is, also beside what it changes', () => {
    expect(changedOptions(options, SPINNING.change)).toEqual({
      ...options,
      extra: { session: { intra_op: { allow_spinning: '1' }, set_denormal_as_zero: '1' } },
    });
    expect(changedOptions(options, { enableCpuMemArena: false })).toEqual({ ...options, enableCpuMemArena: false });
    expect(changedOptions(options, OURS.change)).toEqual(options);
  });

  it('has a name of its own, and ours comes first', () => {
    expect(SESSION_VARIANTS[0]).toBe(OURS);
    expect(new Set(SESSION_VARIANTS.map(({ name }) => name)).size).toBe(SESSION_VARIANTS.length);
  });
});
