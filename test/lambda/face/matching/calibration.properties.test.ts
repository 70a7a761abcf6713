import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCalibration } from '../../../../lambda/face/matching/calibration.ts';
import { similarityAtRate } from '../../../../lambda/face/matching/score-scale.ts';

/** Cosines in thousandths and exponents of false match rates in hundredths, so that knots are never closer than that. */
const knots = fc.integer({ min: 2, max: 12 }).chain((count) => {
  const ascending = (min: number, max: number) =>
    fc
      .uniqueArray(fc.integer({ min, max }), { minLength: count, maxLength: count })
      .map((values) => values.toSorted((a, b) => a - b));
  return fc.tuple(ascending(-999, 999), ascending(1, 699)).map(([cosines, exponents]) =>
    cosines.map((cosine, i) => {
      const falseMatchRate = 10 ** (-exponents[i]! / 100);
      const similarity = similarityAtRate(falseMatchRate);
      return { cosine: cosine / 1000, similarity, falseMatchRate, interval: null, extrapolated: false };
    }),
  );
});
const calibrations = knots.map((own) => ({
  knots: own,
  map: createCalibration({
    version: 'test-1',
    speaksOf: 'look-alikes',
    spaces: ['test'],
    pack: 'test',
    created: '2026-11-23',
    data: 'made up',
    pairs: 1,
    people: 2,
    knots: own,
  }),
}));
const cosines = fc.double({ min: -1, max: 1, noNaN: true });
const similarities = fc.double({ min: 0, max: 1, noNaN: true });

test('a calibration passes through its knots, and from 0 at cosine -1 to 1 at cosine 1', () => {
  fc.assert(
    fc.property(calibrations, ({ knots: own, map }) => {
      expect([map.similarity(-1), map.similarity(1), map.falseMatchRate(0)]).toEqual([0, 1, 1]);
      for (const { cosine, similarity, falseMatchRate } of own) {
        expect(map.similarity(cosine)).toBe(similarity);
        expect(map.cosine(similarity)).toBe(cosine);
        expect(map.falseMatchRate(similarity)).toBeCloseTo(falseMatchRate, 12);
      }
    }),
  );
});

test('no number leads out of the bounds', () => {
  fc.assert(
    fc.property(calibrations, fc.double(), ({ map }, value) => {
      const [similarity, cosine, rate] = [map.similarity(value), map.cosine(value), map.falseMatchRate(value)];
      expect(similarity >= 0 && similarity <= 1).toBe(true);
      expect(cosine >= -1 && cosine <= 1).toBe(true);
      expect(rate > 0 && rate <= 1).toBe(true);
    }),
  );
});

test('a higher cosine is a higher similarity, and a higher similarity is a lower false-match rate', () => {
  fc.assert(
    fc.property(calibrations, cosines, cosines, similarities, similarities, ({ map }, a, b, s, t) => {
      // Rounding may make closer values equal.
      fc.pre(Math.abs(a - b) > 1e-6 && Math.abs(s - t) > 1e-6);
      expect(Math.sign(map.similarity(a) - map.similarity(b))).toBe(Math.sign(a - b));
      expect(Math.sign(map.cosine(s) - map.cosine(t))).toBe(Math.sign(s - t));
      expect(Math.sign(map.falseMatchRate(s) - map.falseMatchRate(t))).toBe(Math.sign(t - s));
    }),
  );
});

test('cosine and similarity are inverse to each other', () => {
  fc.assert(
    fc.property(calibrations, cosines, similarities, ({ map }, cosine, similarity) => {
      expect(map.cosine(map.similarity(cosine))).toBeCloseTo(cosine, 9);
      expect(map.similarity(map.cosine(similarity))).toBeCloseTo(similarity, 9);
    }),
  );
});
