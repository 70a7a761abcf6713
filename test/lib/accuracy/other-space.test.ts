import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { project } from '../../../lambda/face/matching/embedder.ts';
import { otherSpace } from '../../../lib/accuracy/other-space.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'space-'));
});
afterAll(() => rm(dir, { recursive: true }));

const embedder = { model: 'm', length: 2, weight: 1, projection: null };
async function read(content: object) {
  const file = join(dir, 'space.json');
  await writeFile(file, JSON.stringify(content));
  const { embedders } = await otherSpace([file], [embedder]);
  return embedders[0]!.projection;
}

test('a mean alone is subtracted and nothing else', async () => {
  const projection = await read({ model: 'm', centre: [0.5, 0] });
  const [x, y] = project(Float32Array.of(0.6, 0.8), projection);
  expect(x! / y!).toBeCloseTo(0.1 / 0.8, 6);
});

test('a projection file is read as at start', async () => {
  const base64 = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer).toString('base64');
  const projection = await read({ model: 'm', space: 's', mean: base64(0, 0), matrix: base64(2, 0, 1) });
  expect(projection).toEqual({ mean: Float32Array.of(0, 0), matrix: Float32Array.of(2, 0, 0, 1) });
});

test('embeddings as published are a space, too', async () => {
  expect(await otherSpace(['none'], [embedder])).toEqual({ embedders: [embedder], projections: [null] });
});

test('a file of another model and another number of files are refused', async () => {
  await expect(read({ model: 'n', centre: [0.5, 0] })).rejects.toThrow('space.json: expected 2 numbers of m');
  await expect(otherSpace([], [embedder])).rejects.toThrow('Expected a file for each of m but received 0');
});
