import { expect, test } from 'vitest';
import { crossValidateGroups } from '../../../../lib/accuracy/groups/cross-validate-groups.ts';
import { labelledFaces } from '../../../../lib/accuracy/groups/labelled-faces.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { analysed, randomEmbedding } from '../../../support/scores.ts';

const random = seededRandom(41);
const LENGTH = 24;
const photos = ['female', 'male'].flatMap((sex) => {
  const centre = randomEmbedding(random, LENGTH).map((value) => 0.4 * value);
  return Array.from({ length: 420 }, (_, i) => ({
    path: `${sex}/${i}.jpg`,
    person: null,
    labels: { sex, age: i < 400 ? 'adult' : 'child' },
    embedding: randomEmbedding(random, LENGTH, centre, 1),
  }));
});
const faces = labelledFaces(photos, new Map(photos.map(({ path, embedding }) => [path, analysed([embedding])])));

test('projection and calibration of one half of the people are tested on the other, of every group', async () => {
  const projection = { mean: new Float32Array(LENGTH), matrix: new Float32Array(LENGTH * LENGTH) };
  const embedders = [{ model: 'm', length: LENGTH, weight: 1, projection }];
  const results = await crossValidateGroups(faces, embedders, {
    by: ['sex'],
    only: { age: ['adult'] },
    seed: 1,
    power: 0.5,
    shrinkage: 0.8,
    between: 6,
  });
  expect(results.map(({ division, tested }) => [division, tested])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  for (const { summary, groups } of results) {
    const [at] = summary.falseMatch;
    expect(at!.rate).toBeGreaterThan(0.5e-2);
    expect(at!.rate).toBeLessThan(2e-2);
    // A half of the adults, and no child.
    expect(groups.map(({ group, compared }) => [group, compared])).toEqual([
      ['female', expect.closeTo(200, -1.4)],
      ['male', expect.closeTo(200, -1.4)],
    ]);
  }
}, 60_000);
