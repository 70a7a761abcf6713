import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPack } from '../../../../lambda/face/load-pack.ts';
import {
  CalibrationError,
  type CalibrationFile,
  createCalibration,
  readCalibration,
  readCalibrationFile,
} from '../../../../lambda/face/matching/calibration.ts';
import { rateAtSimilarity, similarityAtRate } from '../../../../lambda/face/matching/score-scale.ts';
import { modelVersion, packModels, readManifest } from '../../../../lambda/face/models/manifest.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';

const knot = (cosine: number, similarity: number, falseMatchRate: number) => ({
  cosine,
  similarity,
  falseMatchRate,
  interval: null,
  extrapolated: false,
});

const MODELS = ['detector@01234567', 'embedder@89abcdef'];
const USE = { pack: 'retail-0095', models: MODELS, spaces: ['embedder-balanced'], randomPairs: false };
const FILE: CalibrationFile = {
  version: 'test-1',
  pack: 'retail-0095',
  speaksOf: 'look-alikes',
  spaces: ['embedder-balanced'],
  created: '2026-11-23',
  data: 'made up',
  pairs: 1,
  people: 2,
  knots: [knot(0.2, 0.5, 1e-2), knot(0.3, 0.6, 1e-3), knot(0.45, 0.7, 1e-4)],
};

describe('a calibration', () => {
  const calibration = createCalibration(FILE);

  test('passes through its knots and the two ends', () => {
    expect([-1, 0.2, 0.3, 0.45, 1].map(calibration.similarity)).toEqual([0, 0.5, 0.6, 0.7, 1]);
    expect(calibration.falseMatchRate(0.7)).toBeCloseTo(1e-4, 12);
    expect(calibration.falseMatchRate(0.65)).toBeCloseTo(10 ** -3.5, 10);
    expect(calibration.falseMatchRate(0)).toBe(1);
    expect(calibration.falseMatchRate(1)).toBeCloseTo(1e-7, 12);
  });

  test.each([0, 0.2, 0.5, 0.55, 0.7, 0.9, 1])('maps the cosine of similarity %d back to it', (similarity) => {
    expect(calibration.similarity(calibration.cosine(similarity))).toBeCloseTo(similarity, 12);
  });

  test('is strictly increasing and has no jump', () => {
    let previous = calibration.similarity(-1);
    for (let i = -9999; i <= 10000; i++) {
      const similarity = calibration.similarity(i / 10000);
      expect(similarity).toBeGreaterThan(previous);
      expect(similarity - previous).toBeLessThan(0.001);
      previous = similarity;
    }
  });

  test('stays in [0, 1] beyond the ends and for what is not a number', () => {
    expect(calibration.similarity(1.0000001)).toBe(1);
    expect(calibration.similarity(-1.0000001)).toBe(0);
    expect(calibration.similarity(Number.NaN)).toBe(0);
  });

  test.each([
    ['cosine', [knot(0.3, 0.5, 1e-2), knot(0.3, 0.6, 1e-3)]],
    ['similarity', [knot(0.2, 0.6, 1e-2), knot(0.3, 0.5, 1e-3)]],
    ['falseMatchRate', [knot(0.2, 0.5, 1e-3), knot(0.3, 0.6, 1e-3)]],
    ['cosine', [knot(0.2, 0.5, 1e-2), knot(1, 0.6, 1e-3)]],
    ['at least two knots', [knot(0.2, 0.5, 1e-2)]],
  ])('is refused when it is not monotone: %s', (what, knots) => {
    expect(() => createCalibration({ ...FILE, knots })).toThrow(what);
  });
});

describe('a calibration file', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'calibration-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  test('of another pack, unreadable or broken is refused with its name', async () => {
    const file = join(dir, 'c.json');
    await writeFile(file, JSON.stringify({ ...FILE, pack: 'other' }));
    await expect(readCalibration(file, USE)).rejects.toThrow(/c\.json: expected a calibration of pack/);
    await writeFile(file, '{');
    await expect(readCalibration(file, USE)).rejects.toThrow(/c\.json cannot be read/);
    await writeFile(file, JSON.stringify({ ...FILE, version: '' }));
    await expect(readCalibration(file, USE)).rejects.toThrow(/c\.json: expected a version/);
  });

  test('measured with other models is refused: its rates are not theirs', async () => {
    const file = join(dir, 'c.json');
    const read = async (models?: string[]) => {
      await writeFile(file, JSON.stringify({ ...FILE, models }));
      return readCalibration(file, USE);
    };
    await expect(read(MODELS.toReversed())).resolves.toMatchObject({ version: 'test-1' });
    await expect(read(undefined)).resolves.toMatchObject({ version: 'test-1' });
    for (const models of [['detector@00000000', MODELS[1]!], MODELS.slice(1), [], [...MODELS, MODELS[0]!]]) {
      await expect(read(models)).rejects.toThrow(CalibrationError);
      await expect(read(models)).rejects.toThrow(
        /c\.json: expected a calibration of the models detector@01234567, emb/,
      );
    }
  });
});

describe('a calibration of another space or meaning', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'calibration-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  const read = async (changed: Partial<CalibrationFile> | { spaces: undefined }, use = USE) => {
    const file = join(dir, 'c.json');
    await writeFile(file, JSON.stringify({ ...FILE, ...changed }));
    return readCalibration(file, use);
  };
  const ANEW = 'npm run calibrate -- --images DIR --labels CSV --pack retail-0095 --out FILE.json makes it anew';

  test('is refused by the names of the spaces, with the command that makes it anew', async () => {
    await expect(read({ spaces: ['embedder-old'] })).rejects.toThrow(
      `c.json: expected a calibration made in the space embedder-balanced but found one of embedder-old. ${ANEW}`,
    );
    await expect(read({ spaces: undefined })).rejects.toThrow(
      /in the space embedder-balanced but found one that names none/,
    );
    const two = { ...USE, spaces: ['a', 'b'] };
    await expect(read({ spaces: ['b', 'a'] }, two)).rejects.toThrow('expected a calibration made in the space a, b');
    await expect(read({ spaces: ['a', 'b'] }, two)).resolves.toMatchObject({ version: 'test-1' });
  });

  test('is refused where it speaks of random pairs, unless that was said to do', async () => {
    const random = { speaksOf: 'random pairs' as const };
    await expect(read(random)).rejects.toThrow(
      `c.json: it speaks of random pairs of people, not of people who look alike. ${ANEW}; to use it as it is, set randomPairCalibration=true`,
    );
    const map = await read(random, { ...USE, randomPairs: true });
    expect([map.speaksOf, map.randomPairFalseMatchRate(0.7)]).toEqual(['random pairs', map.falseMatchRate(0.7)]);
  });

  test('gives the rate of random pairs beside that of look-alikes', async () => {
    const rates = [1e-3, 5e-5, 2e-6];
    const knots = FILE.knots.map((one, k) => ({
      ...one,
      randomPairs: { rate: rates[k]!, interval: null, extrapolated: false },
    }));
    const map = await read({ knots });
    expect(map.randomPairFalseMatchRate(0.6)).toBeCloseTo(5e-5, 12);
    expect(map.randomPairFalseMatchRate(0.65)).toBeCloseTo(1e-5, 12);
    expect(Math.log10(map.randomPairFalseMatchRate(0.8)!)).toBeCloseTo(Math.log10(2e-6) + Math.log10(2e-6 / 5e-5), 9);
    expect((await read({})).randomPairFalseMatchRate(0.6)).toBeNull();
    const rising = knots.map((one, k) => ({ ...one, randomPairs: { ...one.randomPairs, rate: rates[2 - k]! } }));
    await expect(read({ knots: rising })).rejects.toThrow('monotone knots in rate of randomPairs');
  });
});

describe('a knot whose similarity does not stand for its false-match rate', () => {
  test('is refused: thresholds of callers speak of rates', () => {
    const knots = [knot(0.2, 0.5, 1e-2), knot(0.3, 0.6, 2e-3)];
    expect(() => createCalibration({ ...FILE, knots })).toThrow(
      /expected falseMatchRate 0\.00100 at similarity 0\.6 \(cosine 0\.3\) but found 0\.002/,
    );
  });

  test.each([
    [1, 0.3],
    [1e-2, 0.5],
    [1e-4, 0.7],
    [2e-4, 0.6699],
  ])('a rate of %d is a similarity of %d, and back', (rate, similarity) => {
    expect(similarityAtRate(rate)).toBeCloseTo(similarity, 4);
    expect(rateAtSimilarity(similarityAtRate(rate))).toBeCloseTo(rate, 12);
  });
});

const manifest = await readManifest(MODELS_DIR);

describe.each(Object.keys(manifest.packs))('the calibration of pack %s', (name) => {
  const { pack, models } = packModels(manifest, name);
  const spacesOf = async () => (await readPack({ modelsDir: MODELS_DIR, pack: name })).spaces.map(({ space }) => space);

  test('keeps the meaning of the score: 0.7 is a false-match rate of 1e-4, 0.1 more a tenth of it', async () => {
    const calibration = await readCalibration(join(MODELS_DIR, pack.calibration), {
      pack: name,
      models: models.map(modelVersion),
      spaces: await spacesOf(),
      randomPairs: false,
    });
    for (const similarity of [0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
      expect(Math.log10(calibration.falseMatchRate(similarity))).toBeCloseTo(3 - 10 * similarity, 9);
    }
    expect(calibration.similarity(-1)).toBe(0);
    expect(calibration.similarity(1)).toBe(1);
  });

  test('was made with exactly its models and says what it rests on', async () => {
    const file = await readCalibrationFile(join(MODELS_DIR, pack.calibration), name);
    expect(file.models).toEqual(models.map(modelVersion));
    expect([file.speaksOf, file.spaces]).toEqual(['look-alikes', await spacesOf()]);
    expect(file.data).toMatch(/FairFace \(Kärkkäinen and Joo, CC BY 4.0\).*not selfies and ID documents/);
    expect(Object.keys(file.groups!.photos)).toHaveLength(14);
    expect(file.pairs).toBeGreaterThan(1_000_000);
    expect(file.pipeline).toMatch(/^[0-9a-f]{12}$/);
    for (const { falseMatchRate, interval, pairs, extrapolated, randomPairs, worstGroup, bestGroup } of file.knots) {
      expect(interval![0]).toBeLessThan(falseMatchRate);
      expect(interval![1]).toBeGreaterThan(falseMatchRate);
      // Never measured on fewer than some hundred false matches.
      expect(extrapolated).toBe(pairs! < 100);
      // Look-alikes match more often than random pairs, and the groups lie around their mean.
      expect(randomPairs!.rate).toBeLessThan(falseMatchRate);
      if (!extrapolated) expect(worstGroup!.rate).toBeGreaterThan(falseMatchRate);
      if (!extrapolated) expect(bestGroup!.rate).toBeLessThan(falseMatchRate);
    }
  });
});
