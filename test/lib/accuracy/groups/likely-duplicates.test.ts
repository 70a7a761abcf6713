import { expect, test } from 'vitest';
import {
  likelyDuplicates,
  strikingCosine,
  superfluousPhotos,
} from '../../../../lib/accuracy/groups/likely-duplicates.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { randomEmbedding } from '../../../support/scores.ts';

const random = seededRandom(11);
const views = [64, 128].map((length) => Array.from({ length: 300 }, () => randomEmbedding(random, length)));
// Photos 7 and 200 are of one person for both embedders; 8 and 201 are alike for the first alone.
for (const view of views) view[200] = randomEmbedding(random, view[7]!.length, view[7], 0.3);
views[0]![201] = randomEmbedding(random, 64, views[0]![8], 0.3);
const units = views[0]!.map((_, i) => i);

test('are the pairs on which the embedders agree', async () => {
  expect(await likelyDuplicates(views, units)).toEqual([[7, 200]]);
  expect(await likelyDuplicates([views[0]!], units)).toHaveLength(2);
});

test('are never two photos that are known to be of one person', async () => {
  expect(await likelyDuplicates(views, units.with(200, 7))).toEqual([]);
});

test('are striking beyond 5 standard deviations of the pairs', () => {
  // Cosines of random vectors of 64 numbers have a standard deviation of 1 / 8.
  expect(strikingCosine(views[0]!, units)).toBeGreaterThan(0.55);
  expect(strikingCosine(views[0]!, units)).toBeLessThan(0.7);
});

test('leave the first photo of all that they join', () => {
  const pairs = [
    [4, 9],
    [2, 4],
    [9, 5],
    [20, 30],
  ] as const;
  expect([...superfluousPhotos(pairs)].sort((a, b) => a - b)).toEqual([4, 5, 9, 30]);
});
