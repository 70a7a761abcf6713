import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cosine, project } from '../../../../lambda/face/matching/embedder.ts';
import { type ModelEntry, readManifest } from '../../../../lambda/face/models/manifest.ts';
import { readProjection } from '../../../../lambda/face/models/projection.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'projection-'));
});
afterAll(() => rm(dir, { recursive: true }));

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const base64 = (...values: number[]): string => Buffer.from(Float32Array.from(values).buffer).toString('base64');
const entryWith = (projection: ModelEntry['projection'], more: object = {}) =>
  ({
    name: 'm',
    output: { name: 'o', length: 2 },
    ...(projection === undefined ? {} : { projection }),
    ...more,
  }) as ModelEntry;
const FILE = { model: 'm', space: 'm-1', mean: base64(0.5, 0), matrix: base64(2, 0.5, 1) };

async function read(content: object | string, sha256?: string) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(join(dir, 'p.json'), text);
  return readProjection(dir, entryWith({ file: 'p.json', sha256: sha256 ?? hash(text) }));
}

describe('the projection of an embedder', () => {
  test('of each model that has one is what the manifest says, and its file names data and licence', async () => {
    const { models } = await readManifest(MODELS_DIR);
    const embedders = models.filter(({ role }) => role === 'embedder');
    for (const entry of embedders) {
      const { space, projection } = await readProjection(MODELS_DIR, entry);
      expect(space).toMatch(new RegExp(`^${entry.name}-\\d{8}-[0-9a-f]{6}$`));
      const { mean, matrix } = projection!;
      const n = entry.output!.length;
      // Embeddings have length 1; a mean near that would be a single person's.
      expect(Math.hypot(...mean)).toBeLessThan(0.4);
      expect(matrix).toHaveLength(n * n);
      for (const [row, column] of [
        [0, 1],
        [3, n - 1],
        [n - 2, 17],
      ] as const) {
        expect(matrix[row * n + column]).toBe(matrix[column * n + row]);
      }
    }
    expect(embedders).toHaveLength(2);
  });

  test('is a mean and the whole of a symmetric matrix, of which the file has the lower triangle', async () => {
    const { space, projection } = await read(FILE);
    expect(space).toBe('m-1');
    expect(projection).toEqual({ mean: Float32Array.of(0.5, 0), matrix: Float32Array.of(2, 0.5, 0.5, 1) });
  });

  test('is none where the manifest gives none, and that space has a name, too', async () => {
    expect(await readProjection(dir, entryWith(undefined))).toEqual({ space: 'm-as-published', projection: null });
  });

  test('takes the place of a mean alone, which is refused by name with the command', async () => {
    const old = entryWith(undefined, { centre: { file: 'centre/m.json', sha256: hash('') } });
    await expect(readProjection(dir, old)).rejects.toThrow(
      /^model m: its centre belongs to a space that is no longer used\. npm run calibrate .* --projection FILE\.json/,
    );
  });

  test.each([
    ['changed', FILE, hash('another'), 'p.json has sha256'],
    ['of another model', { ...FILE, model: 'n' }, undefined, 'of m. Make it by npm run calibrate'],
    ['without a space', { ...FILE, space: '' }, undefined, 'expected a space'],
    ['of another length', { ...FILE, mean: base64(0.5) }, undefined, 'a mean of 2 numbers'],
    ['of another matrix', { ...FILE, matrix: base64(1, 2, 3, 4) }, undefined, 'the triangle of a matrix of 2 rows'],
    ['not of finite numbers', { ...FILE, matrix: base64(1, Number.NaN, 1) }, undefined, 'expected a space'],
    ['not JSON', '{', undefined, 'p.json: '],
  ])('is refused when it is %s', async (_, content, sha256, message) => {
    await expect(read(content, sha256)).rejects.toThrow(message);
  });

  test('that is missing is named', async () => {
    await expect(readProjection(dir, entryWith({ file: 'none.json', sha256: hash('') }))).rejects.toThrow(
      'none.json cannot be read: ENOENT',
    );
  });
});

describe('a projected embedding', () => {
  const projection = { mean: Float32Array.of(0.5, 0), matrix: Float32Array.of(2, 0.5, 0.5, 1) };

  test('is the product of matrix and embedding less mean, of length 1', () => {
    // (0.1, 0.8) times the matrix is (0.6, 0.85).
    const [x, y] = project(Float32Array.of(0.6, 0.8), projection);
    expect(Math.hypot(x!, y!)).toBeCloseTo(1, 6);
    expect(x! / y!).toBeCloseTo(0.6 / 0.85, 6);
  });

  test('is the same one without a projection', () => {
    const embedding = Float32Array.of(0, 1);
    expect(project(embedding, null)).toBe(embedding);
  });

  test('has a cosine of exactly 1 with itself, and the same bits each time', () => {
    const [one, other] = [
      project(Float32Array.of(0.8, 0.6), projection),
      project(Float32Array.of(0.8, 0.6), projection),
    ];
    expect(one).toEqual(other);
    expect(cosine(one, other)).toBe(1);
  });
});
