import { InferenceSession } from 'onnxruntime-node';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withArena } from '../../../lib/bench/arena.ts';

describe('sessions with an arena', () => {
  afterEach(() => vi.restoreAllMocks());

  it('are made with it and all other options, as long as asked for', async () => {
    const create = vi.spyOn(InferenceSession, 'create').mockResolvedValue({} as InferenceSession);
    const model = new Uint8Array(3);
    const options = { enableCpuMemArena: false, intraOpNumThreads: 2 };
    await withArena(async () => InferenceSession.create(model, options));
    expect(create).toHaveBeenLastCalledWith(model, { enableCpuMemArena: true, intraOpNumThreads: 2 });
    await expect(withArena(() => Promise.reject(new Error('no model')))).rejects.toThrow('no model');
    await InferenceSession.create(model, options);
    expect(create).toHaveBeenLastCalledWith(model, options);
  });
});
