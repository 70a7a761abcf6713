import { describe, expect, test } from 'vitest';
import { cosine, project } from '../../../../lambda/face/matching/embedder.ts';
import { parseProjection } from '../../../../lambda/face/models/projection.ts';
import { measureProjection, projectionFile } from '../../../../lib/accuracy/groups/make-projection.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { randomEmbedding } from '../../../support/scores.ts';

const random = seededRandom(5);
const LENGTH = 32;
const centres = Array.from({ length: 4 }, () => randomEmbedding(random, LENGTH));
/** Four groups of different size whose people look alike. */
const groups = centres.map((centre, g) =>
  Array.from({ length: 100 + 200 * g }, () => randomEmbedding(random, LENGTH, centre, 1)),
);
const entry = { name: 'm', output: { name: 'o', length: LENGTH } };
const about = {
  model: 'm',
  created: '2026-11-30',
  data: 'made up',
  licence: null,
  photos: 1600,
  groups: ['a', 'b', 'c', 'd'],
};

function projectionOf(strength: { power: number; shrinkage: number; between: number }) {
  const file = projectionFile(measureProjection(groups, strength), { ...about, ...strength });
  return parseProjection(JSON.stringify(file), entry);
}

/** Mean cosine of pairs within the groups, less that between them. */
function likeness(strength: { power: number; shrinkage: number; between: number }): number {
  const { projection } = projectionOf(strength);
  const projected = groups.map((group) => group.slice(0, 60).map((one) => project(one, projection)));
  const mean = (a: Float32Array[], b: Float32Array[]) =>
    a
      .flatMap((x, i) => b.slice(a === b ? i + 1 : 0).map((y) => cosine(x, y)))
      .reduce((s, v, _, all) => s + v / all.length, 0);
  return mean(projected[0]!, projected[0]!) - mean(projected[0]!, projected[1]!);
}

describe('a projection', () => {
  test('subtracts the mean of the means of the groups, whatever their size', () => {
    const { mean } = measureProjection(groups, { power: 0, shrinkage: 0, between: 0 });
    const means = groups.map((group) => group.reduce((s, one) => s + one[3]! / group.length, 0));
    expect(mean[3]).toBeCloseTo(
      means.reduce((s, one) => s + one / 4, 0),
      6,
    );
  });

  test('of power 0 changes no direction', () => {
    const { triangle } = measureProjection(groups, { power: 0, shrinkage: 0, between: 0 });
    let next = 0;
    for (let row = 0; row < LENGTH; row++) {
      for (let column = 0; column <= row; column++) expect(triangle[next++]).toBeCloseTo(row === column ? 1 : 0, 5);
    }
  });

  test('of power 0.5 makes all directions vary alike', () => {
    const { projection } = projectionOf({ power: 0.5, shrinkage: 0, between: 0 });
    const { mean, matrix } = projection!;
    const covariance = new Float64Array(LENGTH * LENGTH);
    for (const group of groups) {
      for (const embedding of group) {
        const moved = embedding.map((value, i) => value - mean[i]!);
        const x = moved.map((_, row) => moved.reduce((s, value, i) => s + matrix[row * LENGTH + i]! * value, 0));
        for (let i = 0; i < LENGTH; i++) {
          for (let j = 0; j < LENGTH; j++) covariance[i * LENGTH + j]! += (x[i]! * x[j]!) / group.length / 4;
        }
      }
    }
    const variance = covariance[0]!;
    for (let i = 0; i < LENGTH; i++) {
      for (let j = 0; j < LENGTH; j++) expect(covariance[i * LENGTH + j]! / variance).toBeCloseTo(i === j ? 1 : 0, 2);
    }
  });

  test('makes people of one group less alike, more so where differences between groups count more', () => {
    const weak = likeness({ power: 0, shrinkage: 0, between: 0 });
    const white = likeness({ power: 0.5, shrinkage: 0.8, between: 0 });
    const damped = likeness({ power: 0.5, shrinkage: 0.8, between: 6 });
    expect(white).toBeLessThan(0.9 * weak);
    expect(damped).toBeLessThan(0.8 * white);
  });

  test('names its space after embedder, day and numbers', () => {
    const strength = { power: 0.5, shrinkage: 0.8, between: 6 };
    expect(projectionOf(strength).space).toMatch(/^m-20261130-[0-9a-f]{6}$/);
    expect(projectionOf(strength).space).toBe(projectionOf(strength).space);
    expect(projectionOf(strength).space).not.toBe(projectionOf({ ...strength, between: 5 }).space);
  });
});
