import { expect, test } from 'vitest';
import type { ProjectionFile } from '../../../../lambda/face/models/projection.ts';
import { labelledFaces } from '../../../../lib/accuracy/groups/labelled-faces.ts';
import { learnedFrom } from '../../../../lib/accuracy/groups/learned-from.ts';
import { measureProjection, projectionFile } from '../../../../lib/accuracy/groups/make-projection.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { analysed, randomEmbedding } from '../../../support/scores.ts';

const LENGTH = 8;
const STRENGTH = { power: 0.5, shrinkage: 0.6, between: 15 };
const random = seededRandom(3);
const photos = ['female', 'male'].flatMap((sex) =>
  Array.from({ length: 40 }, (_, i) => ({
    path: `${sex}/${i}.jpg`,
    person: null,
    labels: { sex, age: i < 30 ? 'adult' : 'child' },
    embedding: randomEmbedding(random, LENGTH),
  })),
);
const faces = labelledFaces(photos, new Map(photos.map(({ path, embedding }) => [path, analysed([embedding])])));

function learned(chosen: (photo: (typeof photos)[number]) => boolean, only: Record<string, string[]> = {}) {
  const names = ['female', 'male'];
  const groups = names.map((sex) =>
    photos.filter((photo) => photo.labels.sex === sex && chosen(photo)).map(({ embedding }) => embedding),
  );
  const numbers = measureProjection(groups, STRENGTH);
  const file: ProjectionFile = projectionFile(numbers, {
    ...STRENGTH,
    model: 'm',
    created: '2026-11-30',
    data: 'made up',
    licence: null,
    photos: 0,
    groups: names,
  });
  const projection = { mean: numbers.mean, matrix: new Float32Array(LENGTH * LENGTH) };
  return learnedFrom(faces, [{ model: 'm', length: LENGTH, weight: 1, projection }], [file], ['sex'], only)[0];
}

test('a projection made of all the photos, or of those of the chosen values, is recognised', () => {
  const all = learned(() => true);
  expect(all?.strength).toEqual(STRENGTH);
  expect(Array.from(all!.of).filter((group) => group < 0)).toEqual([]);
  const adults = learned(({ labels }) => labels.age === 'adult', { age: ['adult'] });
  expect(adults!.of.filter((group) => group < 0).length).toBe(20);
  expect(learned(() => true, { age: ['adult'] })?.of).toEqual(all?.of);
});

test('a projection made of other people is not', () => {
  expect(learned(({ labels }) => labels.age === 'adult')).toBeNull();
  expect(
    learnedFrom(faces, [{ model: 'm', length: LENGTH, weight: 1, projection: null }], [null], ['sex'], {}),
  ).toEqual([null]);
});
