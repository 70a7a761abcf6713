import { beforeAll, expect, test } from 'vitest';
import {
  compareSpaces,
  fisherTest,
  pairsOfPeople,
  type SpaceView,
  signTest,
  spaceDifferenceText,
} from '../../../../lib/accuracy/groups/compare-spaces.ts';
import { labelledFaces } from '../../../../lib/accuracy/groups/labelled-faces.ts';
import { compareFaces, measureGroups } from '../../../../lib/accuracy/groups/measure-groups.ts';
import { resamplePeople } from '../../../../lib/accuracy/measure/bootstrap.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { analysed, randomEmbedding } from '../../../support/scores.ts';

const random = seededRandom(31);
const strangers = Array.from({ length: 150 }, (_, i) => ({
  path: `${i}`,
  person: null,
  labels: { sex: i % 2 ? 'male' : 'female' },
  embedding: randomEmbedding(random, 64),
}));
const people = Array.from({ length: 80 }, (_, i) => {
  const first = randomEmbedding(random, 64);
  return [first, first].map((embedding, k) => ({
    path: `p${i}/${k}`,
    person: `p${i}`,
    labels: { sex: i % 4 ? 'male' : 'female' },
    embedding,
  }));
}).flat();

/** The second photo of each person moves by so much. */
async function viewOf(spread: number): Promise<SpaceView> {
  const own = seededRandom(7);
  const faces = (photos: typeof strangers | typeof people) =>
    labelledFaces(photos, new Map(photos.map((photo) => [photo.path, analysed([photo.embedding])])));
  const moved = people.map((photo, i) =>
    i % 2 ? { ...photo, embedding: randomEmbedding(own, 64, photo.embedding, spread) } : photo,
  );
  const { groups } = measureGroups(
    faces(strangers),
    await compareFaces(faces(strangers), strangers.length),
    ['sex'],
    {},
  );
  return { groups, mated: faces(moved), defaultCosine: 0.4 };
}

let good: SpaceView;
let poor: SpaceView;
beforeAll(async () => {
  good = await viewOf(1.2);
  poor = await viewOf(2.2);
});

test('misses of two spaces are told at equal false-match rates, in all and by a label', () => {
  const rows = compareSpaces(good, poor, pairsOfPeople(good.mated), ['sex'], resamplePeople(80, 100, 1));
  expect(rows.filter(({ at }) => at === 1e-2).map(({ whose, pairs }) => [whose, pairs])).toEqual([
    ['all', 80],
    ['female', 20],
    ['male', 60],
  ]);
  const [all] = rows;
  expect(all!.own).toBeLessThan(all!.other);
  expect(all!.ratio).toBeCloseTo(all!.own / all!.other, 12);
  expect(all!.interval[0]).toBeLessThanOrEqual(all!.ratio);
  expect(all!.interval[1]).toBeGreaterThanOrEqual(all!.ratio);
  expect(all!.p).toBeLessThan(0.01);
  const text = spaceDifferenceText(rows);
  expect(text[2]).toMatch(/^ {2}at 1e-2, all \(80 pairs\): \d+ = [\d.]+ %, \d+ = [\d.]+ %; 0\.\d\d \(/);
  expect(text.at(-1)).toMatch(/^ {2}at default threshold, male \(60 pairs\): .* against others p = [\d.]+$/);
});

test('a space does not differ from itself', () => {
  const [all] = compareSpaces(poor, poor, pairsOfPeople(poor.mated), [], resamplePeople(80, 100, 1));
  expect([all!.ratio, all!.p]).toEqual([1, 1]);
});

test('a pair whose photos have different labels counts in no group', () => {
  const mated = good.mated.map((face, i) => (i === 1 ? { ...face, labels: { sex: 'male' } } : face));
  const pairs = pairsOfPeople(mated);
  const rows = compareSpaces({ ...good, mated }, poor, pairs, ['sex'], resamplePeople(80, 20, 1));
  expect(rows.slice(0, 3).map(({ pairs: count }) => count)).toEqual([80, 19, 60]);
});

test('the exact test has the values of the hypergeometric distribution', () => {
  // Fisher's lady tasting tea: 3 of 4 right.
  expect(fisherTest(3, 1, 1, 3)).toBeCloseTo(34 / 70, 12);
  expect(fisherTest(4, 0, 0, 4)).toBeCloseTo(2 / 70, 12);
  expect(fisherTest(0, 10, 0, 20)).toBe(1);
  expect(fisherTest(30, 970, 5, 995)).toBeLessThan(1e-4);
});

test('the sign test has the values of the binomial distribution', () => {
  expect(signTest(0, 0)).toBe(1);
  expect(signTest(0, 5)).toBeCloseTo(2 / 32, 12);
  expect(signTest(8, 2)).toBeCloseTo((2 * (1 + 10 + 45)) / 1024, 12);
  expect(signTest(5, 5)).toBe(1);
  expect(signTest(0, 3000)).toBeLessThan(1e-300);
});
