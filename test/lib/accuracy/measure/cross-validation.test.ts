import { describe, expect, test } from 'vitest';
import { crossValidate } from '../../../../lib/accuracy/measure/cross-validation.ts';
import { scoresOfList } from '../../../../lib/accuracy/measure/impostor-scores.ts';
import { normalScores } from '../../../support/scores.ts';

const OPTIONS = { splits: 2, replicates: 60, seed: 1 };

describe('cross-validation by person', () => {
  test('finds the stated rates on people kept apart', () => {
    const progress: [number, number][] = [];
    const rates = crossValidate(normalScores(400, 0.1, 5), OPTIONS, (...numbers) => progress.push(numbers));
    expect(progress).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(rates).toHaveLength(2 * 2 * 3);
    expect(rates.filter(({ holds }) => holds).length).toBeGreaterThanOrEqual(10);
    for (const { similarity, measured, stated } of rates.filter((rate) => rate.similarity < 0.7)) {
      expect(stated).toBeCloseTo(10 ** (3 - 10 * similarity), 9);
      expect(measured / stated).toBeGreaterThan(0.5);
      expect(measured / stated).toBeLessThan(2);
    }
  });

  test('notices when some people look like everybody', () => {
    // One person in twenty lifts the cosines of all their pairs by three standard deviations.
    const { highest, person } = normalScores(400, 0.1, 6);
    const lifted = highest.cosine.map((value, i) =>
      highest.a[i]! % 20 === 0 || highest.b[i]! % 20 === 0 ? Math.min(1, value + 0.3) : value,
    );
    const rates = crossValidate(scoresOfList({ ...highest, cosine: lifted }, person, 400), OPTIONS);
    const width = (all: typeof rates) =>
      Math.max(...all.map(({ interval, stated }) => (interval[1] - interval[0]) / stated));
    const even = crossValidate(normalScores(400, 0.1, 5), OPTIONS);
    const at = (all: typeof rates) => all.filter(({ similarity }) => similarity === 0.5);
    expect(width(at(rates))).toBeGreaterThan(2 * width(at(even)));
  });

  test('needs people enough to calibrate on half of them', () => {
    expect(() => crossValidate(normalScores(30, 0.1, 5), OPTIONS)).toThrow('too few people');
  });
});
