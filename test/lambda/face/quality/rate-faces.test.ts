import { expect, test } from 'vitest';
import type { ModelEntry } from '../../../../lambda/face/models/manifest.ts';
import type { Model } from '../../../../lambda/face/models/onnx.ts';
import { rateFaces } from '../../../../lambda/face/quality/rate-faces.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';

const face = drawnFace({ seed: 1, size: 200 });
const picture = { ...face, fileWidth: face.width, fileHeight: face.height };
const detected = { box: [40, 40, 120, 140], landmarks: face.landmarks, score: 0.9 } as const;
const entry = {
  name: 'qual',
  input: { size: 96, channels: 'RGB', mean: 0, scale: 1 },
  output: { name: 'out', length: 1 },
} as unknown as ModelEntry;

/** Rates this many faces by a model that returns the given qualities for a batch. */
function rate(count: number, answer: (batch: number) => number[]): Promise<{ quality: number }[]> {
  const run: Model['run'] = async (_, dims) => ({
    out: { data: Float32Array.from(answer(dims[0]!)), dims: [dims[0]!, 1] },
  });
  const model = { run, release: async () => {} };
  return rateFaces({ model, entry }, picture, new Array(count).fill(detected));
}

test('each face of a crowd has its own rating, at most four of them in one run of the model', async () => {
  const batches: number[] = [];
  const ratings = await rate(9, (batch) => {
    batches.push(batch);
    return Array.from({ length: batch }, (_, i) => 0.06 * (4 * (batches.length - 1) + i + 1));
  });
  expect(batches).toEqual([4, 4, 1]);
  expect(ratings.map(({ quality }) => Math.round(10 * quality))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test.each<[string, (batch: number) => number[]]>([
  ['no number', (batch) => new Array(batch).fill(Number.NaN)],
  ['infinite', (batch) => new Array(batch).fill(Number.POSITIVE_INFINITY)],
  ['missing for one face', (batch) => new Array(batch - 1).fill(0.6)],
  ['two for each face', (batch) => new Array(2 * batch).fill(0.6)],
])('a rating that is %s is a failure, never a good quality', async (_, answer) => {
  await expect(rate(2, answer)).rejects.toThrow('qual: expected 2 x 1 finite numbers of out');
});
