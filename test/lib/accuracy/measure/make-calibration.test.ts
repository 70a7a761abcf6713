import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCalibration } from '../../../../lambda/face/matching/calibration.ts';
import { resamplePeople } from '../../../../lib/accuracy/measure/bootstrap.ts';
import {
  makeCalibration,
  requireEnoughPairs,
  requireOrder,
} from '../../../../lib/accuracy/measure/make-calibration.ts';
import { writeCalibration } from '../../../../lib/accuracy/write-calibration.ts';
import { normalScores, normalTail } from '../../../support/scores.ts';

const DEVIATION = 0.1;
const ORIGIN = {
  pack: 'retail-0095',
  spaces: ['test'],
  created: '2026-11-23',
  data: 'normal scores',
  pipeline: 'none',
  models: [],
};
const scores = normalScores(500, DEVIATION, 21);
const file = makeCalibration(scores, ORIGIN, resamplePeople(500, 200, 1));
const trueRate = (cosine: number): number => normalTail(cosine / DEVIATION);

describe('a calibration made of known scores', () => {
  test('has its anchors: 0.5 for 1e-2 and 0.1 more for each tenth', () => {
    expect(file.knots.map(({ falseMatchRate }) => falseMatchRate)).toEqual([0.5, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]);
    expect(file.knots.map(({ similarity }) => similarity)).toEqual([0.330103, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  });

  test('recovers the false-match rates it measured, within its intervals', () => {
    for (const knot of file.knots.filter(({ extrapolated }) => !extrapolated)) {
      expect(trueRate(knot.cosine) / knot.falseMatchRate).toBeCloseTo(1, 0);
      expect(knot.interval![0]).toBeLessThanOrEqual(trueRate(knot.cosine));
      expect(knot.interval![1]).toBeGreaterThanOrEqual(trueRate(knot.cosine));
      expect(knot.pairs! / (knot.falseMatchRate * scores.total)).toBeCloseTo(1, 2);
    }
  });

  test('marks what 124,750 pairs cannot support as extrapolated, and is right there to within a factor of two', () => {
    expect(file.knots.map(({ extrapolated }) => extrapolated)).toEqual([false, false, false, true, true, true, true]);
    for (const knot of file.knots.filter(({ extrapolated }) => extrapolated)) {
      expect(trueRate(knot.cosine) / knot.falseMatchRate).toBeGreaterThan(0.5);
      expect(trueRate(knot.cosine) / knot.falseMatchRate).toBeLessThan(2);
      expect(knot.interval![0]).toBeLessThan(knot.falseMatchRate);
      expect(knot.interval![1]).toBeGreaterThan(knot.falseMatchRate);
    }
  });

  test('is one that the engine takes, and says what it rests on', () => {
    expect(createCalibration(file).falseMatchRate(0.7)).toBeCloseTo(1e-4, 12);
    expect(file).toMatchObject({ pairs: 124_750, people: 500, pack: 'retail-0095', created: '2026-11-23' });
    expect(file.version).toMatch(/^retail-0095-20261123-[0-9a-f]{6}$/);
    expect(file.knots[2]!.people).toBeGreaterThan(400);
  });

  test('is written with lists on one line and reads back as it was', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'calibration-'));
    await writeCalibration(join(dir, 'own', 'file.json'), file);
    const text = await readFile(join(dir, 'own', 'file.json'), 'utf8');
    await rm(dir, { recursive: true });
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(file)));
    expect(text).toMatch(/^ {6}"interval": \[[\d.e-]+, [\d.e-]+\],$/m);
  });

  test('has another version when a knot moves', () => {
    const other = makeCalibration(normalScores(500, DEVIATION, 22), ORIGIN, resamplePeople(500, 50, 1));
    expect(other.version).not.toBe(file.version);
  });

  test('is refused for too few people', () => {
    const few = normalScores(20, DEVIATION, 1);
    expect(() => makeCalibration(few, ORIGIN, resamplePeople(20, 100, 1))).toThrow(
      /190 pairs of 20 people are too few for a calibration/,
    );
    expect(() => requireEnoughPairs(190, 20)).toThrow('190 pairs of 20 people are too few for a calibration');
    expect(() => requireEnoughPairs(scores.total, 500)).not.toThrow();
  });

  test('is refused in words where low rates would need cosines above 1', () => {
    const wide = { ...file.knots.at(-1)!, cosine: 1.02 };
    expect(() => requireOrder(file.knots)).not.toThrow();
    expect(() => requireOrder([...file.knots.slice(0, -1), wide])).toThrow('too few pairs for a calibration');
    expect(() => makeCalibration(normalScores(500, 0.25, 3), ORIGIN, resamplePeople(500, 50, 1))).toThrow(
      'they do not determine the low false match rates',
    );
  });
});
