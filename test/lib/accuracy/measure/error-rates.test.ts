import { describe, expect, test } from 'vitest';
import type { CalibrationFile } from '../../../../lambda/face/matching/calibration.ts';
import { resamplePeople } from '../../../../lib/accuracy/measure/bootstrap.ts';
import { errorRates, failureToAcquire } from '../../../../lib/accuracy/measure/error-rates.ts';
import { scoresOfList } from '../../../../lib/accuracy/measure/impostor-scores.ts';
import type { GenuinePair, Measurement } from '../../../../lib/accuracy/measure/measurement.ts';
import { analysed } from '../../../support/scores.ts';

const knot = (cosine: number, similarity: number, falseMatchRate: number) => ({
  cosine,
  similarity,
  falseMatchRate,
  interval: null,
  extrapolated: false,
});
const CALIBRATION: CalibrationFile = {
  version: 'test',
  pack: 'test',
  speaksOf: 'look-alikes',
  spaces: ['test'],
  created: '2026-11-23',
  data: 'made up',
  pairs: 1,
  people: 2,
  knots: [knot(0.2, 0.5, 1e-2), knot(0.3, 0.6, 1e-3), knot(0.4, 0.7, 1e-4)],
};
const pair = (person: number, cosine: number | null, status = 'Success'): GenuinePair => ({
  a: 'a',
  b: 'b',
  same: true,
  person,
  cosine,
  similarity: 0,
  status,
});
const measurement: Measurement = {
  photos: Array.from({ length: 10 }, (_, i) => ({
    path: `${i}`,
    person: `${i >> 1}`,
    number: i >> 1,
    analysed: analysed(i === 9 ? [] : [Float32Array.of(1)]),
  })),
  people: 5,
  genuine: [pair(0, 0.5), pair(1, 0.25), pair(2, 0.35, 'LowQuality'), pair(3, 0.3), pair(4, null, 'NoFaceDetected')],
  impostors: scoresOfList(
    { a: Int32Array.of(0, 0, 0, 2), b: Int32Array.of(2, 4, 6, 8), cosine: Float32Array.of(0.1, 0.25, 0.5, -0.1) },
    Int32Array.from({ length: 10 }, (_, i) => i >> 1),
    5,
  ),
  impostorsWithoutFace: 0,
};
const resamples = resamplePeople(5, 200, 1);

describe('error rates', () => {
  const [low, middle] = errorRates(measurement, CALIBRATION, [0.5, 0.6], resamples);

  test('count a pair without a face as a false non-match, and LowQuality by its similarity', () => {
    expect(low!.falseNonMatch.rate).toBeCloseTo(1 / 5, 12);
    // 0.25 and 0.3 are not above the cosine 0.3 of similarity 0.6.
    expect(middle!.falseNonMatch.rate).toBeCloseTo(3 / 5, 12);
  });

  test('count LowQuality as not matching beside it', () => {
    expect(low!.falseNonMatchWithLowQuality.rate).toBeCloseTo(2 / 5, 12);
    expect(middle!.falseNonMatchWithLowQuality.rate).toBeCloseTo(4 / 5, 12);
  });

  test('count pairs of different people above the cosine as false matches', () => {
    expect([low!.cosine, middle!.cosine]).toEqual([0.2, 0.3]);
    expect([low!.falseMatch.rate, middle!.falseMatch.rate]).toEqual([2 / 4, 1 / 4]);
    expect(low!.stated).toBeCloseTo(1e-2, 12);
  });

  test('have intervals around them', () => {
    for (const { rate, interval } of [low!.falseMatch, low!.falseNonMatch, middle!.falseNonMatchWithLowQuality]) {
      expect(interval![0]).toBeLessThanOrEqual(rate);
      expect(interval![1]).toBeGreaterThanOrEqual(rate);
    }
  });

  test('that were never seen have an upper limit by the rule of three', () => {
    const [high] = errorRates(measurement, CALIBRATION, [0.95], resamples);
    expect(high!.falseMatch).toEqual({ rate: 0, interval: [0, 3 / 4] });
  });

  test('of a list without different people have no false-match rate', () => {
    const none = scoresOfList(
      { a: new Int32Array(), b: new Int32Array(), cosine: new Float32Array() },
      new Int32Array(),
      5,
    );
    const [row] = errorRates({ ...measurement, impostors: none }, CALIBRATION, [0.5], resamples);
    expect(row!.falseMatch.rate).toBeNaN();
    expect(row!.falseNonMatch.rate).toBeCloseTo(1 / 5, 12);
  });
});

test('failure to acquire is the share of photos without a face', () => {
  expect(failureToAcquire(measurement, resamples).rate).toBeCloseTo(1 / 10, 12);
});
