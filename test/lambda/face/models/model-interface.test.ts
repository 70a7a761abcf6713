import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelEntry } from '../../../../lambda/face/models/manifest.ts';
import { interfaceMistake, takesOneAtATime } from '../../../../lambda/face/models/model-interface.ts';
import { loadModel, ModelLoadError } from '../../../../lambda/face/models/onnx.ts';
import { writeOnnx } from '../../../../layers/models/convert/onnx-model.ts';
import { digest } from '../../../../layers/models/files.ts';
import { smallModel } from '../../../layers/models/small-manifest.ts';

/** An embedder of 192 values that only flattens its crop of 8 x 8: enough to have an input and an output. */
const FLATTENER = writeOnnx({
  name: 'flattener',
  nodes: [{ opType: 'Flatten', inputs: ['input'], output: 'values', attributes: { axis: 1 } }],
  constants: [],
  input: { name: 'input', dims: ['N', 3, 8, 8] },
  output: { name: 'values', dims: ['N', 192] },
});
const ENTRY: ModelEntry = {
  ...smallModel('emb', 'embedder'),
  bytes: FLATTENER.length,
  sha256: digest(FLATTENER),
  input: { name: 'input', size: 8, channels: 'RGB', mean: 0, scale: 1 },
  output: { name: 'values', length: 192 },
};

describe('a model', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'model-'));
    await writeFile(join(dir, 'emb.onnx'), FLATTENER);
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('that is what the manifest says is loaded and run', async () => {
    const model = await loadModel(dir, ENTRY, 1);
    const { values } = await model.run(new Float32Array(2 * 192).fill(7), [2, 3, 8, 8]);
    expect(values!.dims).toEqual([2, 192]);
    expect(values!.data.every((value) => value === 7)).toBe(true);
    await model.release();
  });

  it.each<[what: string, entry: Partial<ModelEntry>, message: string]>([
    ['with another input name', { input: { ...ENTRY.input, name: 'data' } }, 'expected one input data but found input'],
    [
      'with another input size',
      { input: { ...ENTRY.input, size: 112 } },
      'expected input input of float32 [N, 3, 112, 112] but found float32 [N, 3, 8, 8]',
    ],
    [
      'with another output name',
      { output: { name: 'embedding', length: 192 } },
      'expected output embedding but found values',
    ],
    [
      'with another output size',
      { output: { name: 'values', length: 512 } },
      'expected output values of float32 [N, 512] but found float32 [N, 192]',
    ],
    [
      'with another checksum',
      { sha256: '0'.repeat(64) },
      `has sha256 ${digest(FLATTENER)}, expected ${'0'.repeat(64)}`,
    ],
  ])('%s is refused with one clear message', async (_, change, message) => {
    const error = (await loadModel(dir, { ...ENTRY, ...change }, 1).catch((reason: Error) => reason)) as Error;
    expect(error).toBeInstanceOf(ModelLoadError);
    expect(error.message).toContain(join(dir, 'emb.onnx'));
    expect(error.message.endsWith(message)).toBe(true);
  });

  it('that is no ONNX file is refused', async () => {
    const bytes = Buffer.from('<html>not found</html>');
    await writeFile(join(dir, 'emb.onnx'), bytes);
    await expect(loadModel(dir, { ...ENTRY, sha256: digest(bytes) }, 1)).rejects.toThrow(/is no model that can be run/);
  });

  it('of a fixed batch is refused, for pictures have as many faces as they have', () => {
    const input = { name: 'input', type: 'float32', shape: [2, 3, 8, 8] };
    const output = { name: 'values', type: 'float32', shape: [2, 192] };
    expect(interfaceMistake(ENTRY, [input], [output])).toBe(
      'expected input input of float32 [N, 3, 8, 8] but found float32 [2, 3, 8, 8]',
    );
  });

  it.each([
    [1, 1, true],
    ['N', 1, true],
    [1, 'N', true],
    ['N', 'N', false],
  ])('of a batch of %s in and %s out takes one crop at a time: %s', (batchIn, batchOut, one) => {
    const input = { name: 'input', type: 'float32', shape: [batchIn, 3, 8, 8] };
    const output = { name: 'values', type: 'float32', shape: [batchOut, 192] };
    expect(interfaceMistake(ENTRY, [input], [output])).toBeNull();
    expect(takesOneAtATime([input], [output])).toBe(one);
  });

  it.each([
    ['float16', 'float16', ['N', 3, 8, 8]],
    ['channels last', 'float32', ['N', 8, 8, 3]],
    ['no batch', 'float32', [3, 8, 8]],
  ])('with an input of %s is refused', (_, type, shape) => {
    const output = { name: 'values', type: 'float32', shape: ['N', 192] };
    expect(interfaceMistake(ENTRY, [{ name: 'input', type, shape }], [output])).toMatch(
      /^expected input input of float32/,
    );
  });

  it('with two inputs, or none, is refused', () => {
    const tensor = (name: string) => ({ name, type: 'float32', shape: ['N', 3, 8, 8] });
    expect(interfaceMistake(ENTRY, [tensor('input'), tensor('mask')], [])).toBe(
      'expected one input input but found input, mask',
    );
    expect(interfaceMistake(ENTRY, [], [])).toBe('expected one input input but found none');
  });
});
