import { beforeAll, describe, expect, test } from 'vitest';
import { type Projection, wholeMatrix } from '../../../../lambda/face/models/projection.ts';
import { crossFitted, partsOfPeople } from '../../../../lib/accuracy/groups/cross-fit.ts';
import { groupBy } from '../../../../lib/accuracy/groups/grouping.ts';
import { embeddingsByGroup, type LabelledFace, labelledFaces } from '../../../../lib/accuracy/groups/labelled-faces.ts';
import { measureProjection } from '../../../../lib/accuracy/groups/make-projection.ts';
import { cosineAtMeanRate, meanRate } from '../../../../lib/accuracy/groups/mean-rate.ts';
import type { GroupMeasurement } from '../../../../lib/accuracy/groups/measure-groups.ts';
import { type MeasuredSpace, measurePairs } from '../../../../lib/accuracy/groups/measure-pairs.ts';
import { intoSpace } from '../../../../lib/accuracy/photos/into-space.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { analysed, randomEmbedding } from '../../../support/scores.ts';

/** Many dimensions for so few people: whitening fits them closely. */
const LENGTH = 96;
const PEOPLE = 300;
const STRENGTH = { power: 0.5, shrinkage: 0.2, between: 2 };
const random = seededRandom(7);
const centres = ['female', 'male'].map((sex) => ({
  sex,
  centre: randomEmbedding(random, LENGTH).map((value) => 0.4 * value),
}));
const people = facesOf('of the projection');
const others = facesOf('others');
const { names, of } = groupBy(people, ['sex'], {});

function facesOf(set: string): LabelledFace[] {
  const photos = centres.flatMap(({ sex, centre }) =>
    Array.from({ length: PEOPLE }, (_, i) => ({
      path: `${set}/${sex}/${i}.jpg`,
      person: null,
      labels: { sex },
      embedding: randomEmbedding(random, LENGTH, centre, 1),
    })),
  );
  return labelledFaces(photos, new Map(photos.map(({ path, embedding }) => [path, analysed([embedding])])));
}

function projectionOf(groups: Parameters<typeof measureProjection>[0]): Projection {
  const { mean, triangle } = measureProjection(groups, STRENGTH);
  return { mean, matrix: wholeMatrix(triangle, mean.length) };
}

const projection = projectionOf(embeddingsByGroup(people, { names, of }));
const embedders = [{ model: 'm', length: LENGTH, weight: 1, projection }];
const learned: MeasuredSpace = { embedders, learned: [{ strength: STRENGTH, of }] };
const given: MeasuredSpace = { embedders, learned: [null] };
const choice = { units: 2 * PEOPLE, seed: 1, by: ['sex'], only: {} };

describe('a projection made of the people who are compared', () => {
  let [naive, fitted, fresh]: GroupMeasurement[] = [];
  beforeAll(async () => {
    naive = await measurePairs(people, given, choice);
    fitted = await measurePairs(people, learned, choice);
    fresh = await measurePairs(others, given, choice);
  }, 120_000);

  test('states a rate that other people exceed, unless each pair is scored without its people', () => {
    const rateOfOthers = (own: GroupMeasurement) => meanRate(fresh!.groups, cosineAtMeanRate(own.groups, 1e-2)!);
    expect(rateOfOthers(naive!)).toBeGreaterThan(1.3e-2);
    expect(rateOfOthers(fitted!)).toBeGreaterThan(0.8e-2);
    expect(rateOfOthers(fitted!)).toBeLessThan(1.1e-2);
  });

  test('compares every pair once', () => {
    const { total, highest, histogram } = fitted!.all;
    expect(total).toBe((2 * PEOPLE * (2 * PEOPLE - 1)) / 2);
    expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(total);
    const keys = Array.from(highest.a, (a, i) => a * 2 * PEOPLE + highest.b[i]!);
    expect(new Set(keys).size).toBe(keys.length);
    expect(highest.a.every((a, i) => a < highest.b[i]!)).toBe(true);
  });

  test('is not the one that scores a pair: that one is made of the parts that the two are not in', async () => {
    const parts = partsOfPeople(people, of, 8, choice.seed);
    const { highest } = fitted!.all;
    for (const i of [0, highest.a.length - 1]) {
      const [a, b] = [people[highest.a[i]!]!, people[highest.b[i]!]!];
      const out = [parts[a.unit], parts[b.unit]];
      const rest = people.filter(({ unit }) => !out.includes(parts[unit]));
      const own = projectionOf(embeddingsByGroup(rest, groupBy(rest, ['sex'], {})));
      const [x, y] = [a, b].map(
        ({ analysed: photo }) => intoSpace(photo, [{ ...embedders[0]!, projection: own }]).embeddings[0]!,
      );
      const cosine = x!.reduce((sum, value, k) => sum + value * y![k]!, 0);
      expect(highest.cosine[i]).toBeCloseTo(cosine, 5);
    }
  });
});

test('of several embedders only those made of these people are measured again', async () => {
  const pair = [people.slice(0, 40), people.slice(PEOPLE, PEOPLE + 40)].flat();
  const both = pair.map((face) => {
    const [one] = face.analysed.embeddings;
    const joined = Float32Array.from([...one!, ...one!], (value) => value / Math.SQRT2);
    return { ...face, analysed: analysed([joined]) };
  });
  const two = [embedders[0]!, { model: 'n', length: LENGTH, weight: 2, projection: null }];
  const own = groupBy(pair, ['sex'], {});
  const scores = await crossFitted(both, two, [{ strength: STRENGTH, of: own.of }, null], choice);
  const parts = partsOfPeople(pair, own.of, 8, choice.seed);
  const [a, b] = [scores.highest.a[0]!, scores.highest.b[0]!];
  const rest = pair.filter(({ unit }) => ![parts[pair[a]!.unit], parts[pair[b]!.unit]].includes(parts[unit]));
  const again = projectionOf(embeddingsByGroup(rest, groupBy(rest, ['sex'], {})));
  const [x, y] = [a, b].map(
    (i) => intoSpace(both[i]!.analysed, [{ ...two[0]!, projection: again }, two[1]!]).embeddings[0]!,
  );
  expect(scores.highest.cosine[0]).toBeCloseTo(
    x!.reduce((sum, value, k) => sum + value * y![k]!, 0),
    5,
  );
}, 60_000);

test('people are divided into parts of equal size in each group, all photos of a person together', () => {
  const twice = [...people, ...people.slice(0, 9).map((face) => ({ ...face, path: `${face.path}.again` }))];
  const grouping = groupBy(twice, ['sex'], {});
  const parts = partsOfPeople(twice, grouping.of, 8, 3);
  for (const sex of ['female', 'male']) {
    const own = new Set(twice.filter(({ labels }) => labels.sex === sex).map(({ unit }) => unit));
    const sizes = Array.from({ length: 8 }, (_, part) => [...own].filter((unit) => parts[unit] === part).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});
