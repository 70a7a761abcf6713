import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison, FaceEngine } from '../../../lambda/face/comparison.ts';
import { createFaceEngine } from '../../../lambda/face/engine.ts';
import { decodePicture } from '../../../lambda/face/picture/decode.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { SAMPLE_PHOTOS, type SamplePhoto, samplePhoto } from '../../../lib/pictures/sample-photos.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

const committed = (name: SamplePhoto) => readFile(join(ROOT, 'samples', name));

describe('the sample photos', () => {
  it.each(Object.keys(SAMPLE_PHOTOS) as SamplePhoto[])('has %s as npm run samples draws it', async (name) => {
    const [was, is] = await Promise.all(
      [committed(name), samplePhoto(name)].map(async (it) => decodePicture(await it)),
    );
    expect([was!.width, was!.height]).toEqual([is!.width, is!.height]);
    // Another processor or another version of the encoder may round differently.
    const difference = was!.data.reduce((sum, value, i) => sum + Math.abs(value - is!.data[i]!), 0) / was!.data.length;
    expect(difference).toBeLessThan(1);
  });
});

describeUnless(noModels, 'the sample photos in the default pack', () => {
  let engine: FaceEngine;
  beforeAll(async () => {
    engine = await createFaceEngine({ modelsDir: MODELS_DIR });
  });
  afterAll(() => engine?.release());
  const compare = async (a: SamplePhoto, b: SamplePhoto): Promise<Comparison> =>
    engine.compare(await committed(a), await committed(b));

  it('show one person above 0.8 in two photos', async () => {
    const { pair, pictures, samePicture } = await compare('selfie.jpg', 'document.jpg');
    expect(pictures.map((picture) => picture?.status)).toEqual(['Success', 'Success']);
    expect(pair!.similarity).toBeGreaterThan(0.8);
    expect(samePicture).toBe(false);
  });

  it.each(['selfie.jpg', 'document.jpg'] as const)('show another person below 0.4 beside %s', async (name) => {
    const { pair, pictures } = await compare(name, 'other-person.jpg');
    expect(pictures.map((picture) => picture?.status)).toEqual(['Success', 'Success']);
    expect(pair!.similarity).toBeLessThan(0.4);
  });

  it('have the similarities of the README', async () => {
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
    const [, same] = /"matchingSimilarity": ([\d.]+)/.exec(readme)!;
    const [, other] = /it is no match, ([\d.]+)/.exec(readme)!;
    // Another processor may give other last digits.
    expect((await compare('selfie.jpg', 'document.jpg')).pair!.similarity).toBeCloseTo(Number(same), 4);
    expect((await compare('selfie.jpg', 'other-person.jpg')).pair!.similarity).toBeCloseTo(Number(other), 2);
  });
});
