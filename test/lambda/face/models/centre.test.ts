import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { centred, cosine } from '../../../../lambda/face/matching/embedder.ts';
import { readCentre } from '../../../../lambda/face/models/centre.ts';
import { type ModelEntry, readManifest } from '../../../../lambda/face/models/manifest.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { writeCentre } from '../../../../lib/accuracy/write-centre.ts';
import { analysed } from '../../../support/scores.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centre-'));
});
afterAll(() => rm(dir, { recursive: true }));

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const entryWith = (centre: ModelEntry['centre']) =>
  ({ name: 'm', output: { name: 'o', length: 2 }, ...(centre === undefined ? {} : { centre }) }) as ModelEntry;

describe('the centre of an embedder', () => {
  test('of each model that has one is what the manifest says', async () => {
    const { models } = await readManifest(MODELS_DIR);
    const withCentre = models.filter(({ centre }) => centre !== undefined);
    expect(withCentre.map(({ name }) => name)).toEqual(['retail-0095', 'edgeface-xs']);
    for (const entry of withCentre) {
      const centre = (await readCentre(MODELS_DIR, entry))!;
      // Embeddings have length 1; a mean near that would be a single person's, near 0 would not be worth a file.
      const length = Math.hypot(...centre);
      expect(length).toBeGreaterThan(0.02);
      expect(length).toBeLessThan(0.4);
    }
  });

  test('is none where the manifest gives none', async () => {
    expect(await readCentre(dir, entryWith(undefined))).toBeNull();
  });

  test.each([
    ['changed', '{"model":"m","centre":[0.1,0.2]} ', hash('{"model":"m","centre":[0.1,0.2]}'), 'has sha256'],
    ['of another model', '{"model":"n","centre":[0.1,0.2]}', null, 'expected 2 numbers of m'],
    ['of another length', '{"model":"m","centre":[0.1]}', null, 'expected 2 numbers of m'],
    ['not of numbers', '{"model":"m","centre":[0.1,null]}', null, 'expected 2 numbers of m'],
  ])('is refused when it is %s', async (_, text, sha256, message) => {
    const file = 'c.json';
    await writeFile(join(dir, file), text);
    await expect(readCentre(dir, entryWith({ file, sha256: sha256 ?? hash(text) }))).rejects.toThrow(message);
  });

  test('that is missing is named', async () => {
    const file = 'none.json';
    await expect(readCentre(dir, entryWith({ file, sha256: hash('') }))).rejects.toThrow(
      'none.json cannot be read: ENOENT',
    );
  });
});

describe('a centred embedding', () => {
  const centre = Float32Array.of(0.6, 0);

  test('has length 1 and points away from the centre', () => {
    const [x, y] = centred(Float32Array.of(0, 1), centre);
    expect(Math.hypot(x!, y!)).toBeCloseTo(1, 6);
    expect(x! / y!).toBeCloseTo(-0.6, 6);
  });

  test('is the same one without a centre', () => {
    const embedding = Float32Array.of(0, 1);
    expect(centred(embedding, null)).toBe(embedding);
  });

  test('has a cosine of exactly 1 with itself', () => {
    const one = centred(Float32Array.of(0.8, 0.6), centre);
    expect(cosine(one, centred(Float32Array.of(0.8, 0.6), centre))).toBe(1);
  });
});

describe('measuring a centre', () => {
  const photos = new Map([
    ['a/1', analysed([Float32Array.of(1, 0)])],
    ['a/2', analysed([null, Float32Array.of(0, 1)])],
    ['b/1', analysed([])],
  ]);
  const labelled = [...photos.keys()].map((path) => ({ path, person: path[0]! }));

  test('writes the mean of the faces, and says what the manifest needs', async () => {
    const file = join(dir, 'made.json');
    const lines = await writeCentre(file, labelled, photos, { data: 'two faces' }, ['m']);
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text)).toEqual({ model: 'm', data: 'two faces', photos: 2, people: 1, centre: [0.5, 0.5] });
    expect(lines.join('\n')).toContain(`"centre": { "file": "centre/made.json", "sha256": "${hash(text)}" }`);
    expect(await readCentre(dir, entryWith({ file: 'made.json', sha256: hash(text) }))).toEqual(
      Float32Array.of(0.5, 0.5),
    );
  });

  test('needs one embedder and a face', async () => {
    const measure = (photo: string, embedders: string[]) =>
      writeCentre(join(dir, 'x.json'), [{ path: photo, person: 'a' }], photos, { data: null }, embedders);
    await expect(measure('a/1', ['m', 'n'])).rejects.toThrow('for one embedder');
    await expect(measure('b/1', ['m'])).rejects.toThrow('No photo shows a face.');
  });
});
