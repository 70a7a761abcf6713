import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestPair, rateOfPairs } from '../../../../lambda/face/matching/best-pair.ts';
import { cosine } from '../../../../lambda/face/matching/embedder.ts';

/** Any increasing map serves: the pair is chosen by its cosine. */
const calibration = {
  version: 'test',
  similarity: (value: number) => (value + 1) / 2,
  cosine: (similarity: number) => 2 * similarity - 1,
  falseMatchRate: (similarity: number) => 10 ** (3 - 10 * similarity),
  speaksOf: 'look-alikes' as const,
  randomPairFalseMatchRate: (similarity: number) => 10 ** (2 - 12 * similarity),
};

/** Small whole numbers, so that many pairs of faces have the same cosine. */
const embedding = fc
  .array(fc.integer({ min: -1, max: 1 }), { minLength: 3, maxLength: 3 })
  .filter((values) => values.some((value) => value !== 0))
  .map((values) => Float32Array.from(values));
const faces = fc.array(fc.option(embedding, { freq: 4 }), { maxLength: 6 });

/** All pairs of faces, the best first, as the documentation of bestPair orders them. */
function ranked(first: readonly (Float32Array | null)[], second: readonly (Float32Array | null)[]) {
  return first
    .flatMap((a, i) => second.map((b, j) => ({ i, j, value: a && b && cosine(a, b) })))
    .filter((pair): pair is { i: number; j: number; value: number } => pair.value !== null)
    .sort(
      (p, q) => q.value - p.value || p.i + p.j - (q.i + q.j) || Math.abs(p.i - p.j) - Math.abs(q.i - q.j) || p.i - q.i,
    );
}

test('the best pair has the highest cosine; equal cosines are decided by the indices', () => {
  fc.assert(
    fc.property(faces, faces, (first, second) => {
      const pairs = ranked(first, second);
      const [best, runnerUp] = pairs;
      const similarity = best && calibration.similarity(best.value);
      expect(bestPair(first, second, calibration)).toEqual(
        best === undefined
          ? null
          : {
              faces: [best.i, best.j],
              cosine: best.value,
              similarity,
              pairs: pairs.length,
              falseMatchRatePerPair: calibration.falseMatchRate(similarity!),
              falseMatchRate: rateOfPairs(calibration.falseMatchRate(similarity!), pairs.length),
              randomPairFalseMatchRate: rateOfPairs(calibration.randomPairFalseMatchRate(similarity!), pairs.length),
              similarities: first.map((a) => second.map((b) => a && b && calibration.similarity(cosine(a, b)))),
              marginToSecond: runnerUp === undefined ? null : similarity! - calibration.similarity(runnerUp.value),
            },
      );
    }),
    { numRuns: 1000 },
  );
});

test('the order of the pictures changes nothing but which of two mirrored pairs of one cosine is named', () => {
  fc.assert(
    fc.property(faces, faces, (first, second) => {
      const [pair, swapped] = [bestPair(first, second, calibration), bestPair(second, first, calibration)];
      if (pair === null || swapped === null) {
        expect([pair, swapped]).toEqual([null, null]);
        return;
      }
      expect({ ...swapped, faces: null, similarities: null }).toEqual({ ...pair, faces: null, similarities: null });
      const [i, j] = pair.faces;
      expect([`${j},${i}`, `${i},${j}`]).toContain(swapped.faces.join());
    }),
    { numRuns: 1000 },
  );
});
