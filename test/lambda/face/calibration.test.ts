import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CalibrationFile, createCalibration, readCalibration } from '../../../lambda/face/calibration.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';

const knot = (cosine: number, similarity: number, falseMatchRate: number) => ({
  cosine,
  similarity,
  falseMatchRate,
  interval: null,
  extrapolated: false,
});

const FILE: CalibrationFile = {
  version: 'test-1',
  pack: 'retail-0095',
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
    await expect(readCalibration(file, 'retail-0095')).rejects.toThrow(/c\.json: expected a calibration of pack/);
    await writeFile(file, '{');
    await expect(readCalibration(file, 'retail-0095')).rejects.toThrow(/c\.json cannot be read/);
    await writeFile(file, JSON.stringify({ ...FILE, version: '' }));
    await expect(readCalibration(file, 'retail-0095')).rejects.toThrow(/c\.json: expected a version/);
  });

  test('of the default pack keeps the meaning of the score: 0.7 is a false-match rate of 1e-4', async () => {
    const calibration = await readCalibration(join(MODELS_DIR, 'calibration/retail-0095.json'), 'retail-0095');
    for (const [similarity, rate] of [
      [0.5, 1e-2],
      [0.6, 1e-3],
      [0.7, 1e-4],
      [0.8, 1e-5],
      [0.9, 1e-6],
    ] as const) {
      expect(Math.log10(calibration.falseMatchRate(similarity))).toBeCloseTo(Math.log10(rate), 9);
    }
  });
});
