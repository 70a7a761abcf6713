import { describe, expect, test } from 'vitest';
import { cosine } from '../../../../lambda/face/matching/embedder.ts';
import { compareAll } from '../../../../lib/accuracy/measure/all-pairs.ts';
import { faceTable } from '../../../../lib/accuracy/measure/face-table.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { analysed, randomEmbedding } from '../../../support/scores.ts';

const random = seededRandom(11);
/** 90 photos of 45 people; every seventh has two faces, every tenth none. */
const photos = Array.from({ length: 90 }, (_, i) => {
  const faces = i % 10 === 9 ? 0 : i % 7 === 0 ? 2 : 1;
  return {
    person: `person ${i >> 1}`,
    photo: analysed(Array.from({ length: faces }, () => randomEmbedding(random, 66))),
  };
});

function expectedPairs(): Map<string, number> {
  const pairs = new Map<string, number>();
  for (const [i, first] of photos.entries()) {
    for (const [j, second] of photos.entries()) {
      if (i >= j || first.person === second.person) continue;
      const values = first.photo.embeddings.flatMap((a) => second.photo.embeddings.map((b) => cosine(a!, b!)));
      if (values.length > 0) pairs.set(`${i},${j}`, Math.max(...values));
    }
  }
  return pairs;
}

describe('comparing all photos', () => {
  const expected = expectedPairs();

  test('gives each pair of different people once, with the cosine of its best faces', async () => {
    const { total, highest, people, histogram } = await compareAll(faceTable(photos), Number.POSITIVE_INFINITY);
    expect(total).toBe(expected.size);
    expect(people).toBe(45);
    expect(histogram.reduce((sum, count) => sum + count)).toBe(expected.size);
    const share = highest.cosine.length / total;
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.6);
    for (const [i, value] of highest.cosine.entries()) {
      expect(value).toBeCloseTo(expected.get(`${highest.a[i]},${highest.b[i]}`)!, 6);
    }
    const top = [...expected.values()].toSorted((a, b) => b - a).slice(0, highest.cosine.length);
    expect(highest.cosine.every((value, i) => Math.abs(value - top[i]!) < 1e-6)).toBe(true);
  });

  test('lists no more pairs than asked for, and counts all', async () => {
    const { total, highest, histogram } = await compareAll(faceTable(photos), 100);
    expect(highest.cosine.length).toBeGreaterThan(80);
    expect(highest.cosine.length).toBeLessThan(120);
    expect(histogram.reduce((sum, count) => sum + count)).toBe(total);
  });

  test('weighs pairs by the product of the weights of their people', async () => {
    const table = faceTable(photos);
    const { weigh } = await compareAll(table);
    const weights = Uint8Array.from({ length: 45 }, (_, p) => p % 4);
    let sum = 0;
    for (const pair of expected.keys()) {
      const [i, j] = pair.split(',').map(Number) as [number, number];
      sum += weights[table.person[i]!]! * weights[table.person[j]!]!;
    }
    expect(weigh(weights)).toBe(sum);
  });

  test('needs two people with a face', async () => {
    const one = [photos[0]!, { person: 'other', photo: analysed([]) }];
    await expect(compareAll(faceTable(one))).rejects.toThrow('no two people with a face');
  });
});
