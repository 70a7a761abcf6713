import { expect, test } from 'vitest';
import { matedDuplicates } from '../../../lib/accuracy/against-space.ts';
import { labelledFaces } from '../../../lib/accuracy/groups/labelled-faces.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';
import { analysed, randomEmbedding } from '../../support/scores.ts';

test('pairs of one person are those that another embedder finds alike, of faces that are not LowQuality', async () => {
  const random = seededRandom(5);
  const photos = Array.from({ length: 80 }, (_, i) => ({ path: `${i}`, person: null, labels: { race: 'a' } }));
  const own = new Map(photos.map(({ path }) => [path, analysed([randomEmbedding(random, 32)])]));
  const faces = labelledFaces(photos, own).map((face, i) => ({
    ...face,
    status: i === 4 ? ('LowQuality' as const) : ('Success' as const),
  }));
  const other = photos.map(() => randomEmbedding(random, 32));
  other[7] = randomEmbedding(random, 32, other[2], 0.1);
  other[5] = randomEmbedding(random, 32, other[4], 0.1);
  const view = other.map((embedding, i) => (i === 9 ? null : embedding));
  expect(await matedDuplicates(faces, view, ['race'], 4.5)).toEqual({ faces, pairs: [[2, 7]], columns: ['race'] });
});
