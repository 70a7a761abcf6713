import { expect, test, vi } from 'vitest';
import { analyseUpload } from '../../../lambda/face/analyse-picture.ts';
import type { PictureAnalysis } from '../../../lambda/face/comparison.ts';
import { createFaceEngine } from '../../../lambda/face/engine.ts';
import { loadPack } from '../../../lambda/face/load-pack.ts';

vi.mock('../../../lambda/face/load-pack.ts');
vi.mock('../../../lambda/face/analyse-picture.ts');
vi.mock('../../../lambda/face/warm-up.ts', () => ({ warmUp: async () => {} }));
vi.mock('../../../lambda/face/matching/same-picture.ts', () => ({ isSamePicture: () => false }));

const [x, y] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
/** Each image is one byte, which says what its faces are like. */
const PICTURES = new Map([
  [1, { embeddings: [x, y], quality: [0.9, 0.1] }],
  [2, { embeddings: [y, x], quality: [0.8, 0.7] }],
  [3, { embeddings: [x, x, y], quality: [0.9, 0.1, 0.9] }],
  [4, { embeddings: [y, x, x], quality: [0.1, 0.9, 0.1] }],
]);

vi.mocked(loadPack).mockResolvedValue({
  calibration: {
    version: '1',
    similarity: (cosine: number) => (cosine + 1) / 2,
    cosine: (similarity: number) => 2 * similarity - 1,
    falseMatchRate: () => 1,
    randomPairFalseMatchRate: () => 1,
    speaksOf: 'look-alikes',
  },
} as never);
vi.mocked(analyseUpload).mockImplementation(async (_, bytes) => {
  const { embeddings, quality } = PICTURES.get(bytes[0]!)!;
  const measures = {
    interEyeDistance: 50,
    overExposurePrevention: 0,
    eyesContrast: 1,
    directionalSharpness: 1,
    marginAboveOfTheFaceImage: 1,
  };
  const faces = quality.map((value) => ({ quality: value, measures }));
  return { analysis: { faces } as unknown as PictureAnalysis, embeddings, lumas: [] };
});

test.each([
  [1, 2],
  [3, 4],
  [1, 4],
  [1, 1],
])('pictures %i and %i, with pairs of faces that are equally alike, are the same in either order', async (a, b) => {
  const engine = await createFaceEngine({ modelsDir: '' });
  const forth = await engine.compare(Uint8Array.of(a), Uint8Array.of(b));
  const back = await engine.compare(Uint8Array.of(b), Uint8Array.of(a));
  expect(back.pictures).toEqual(forth.pictures.toReversed());
  const { faces, similarities } = forth.pair!;
  const transposed = similarities[0]!.map((_, column) => similarities.map((row) => row[column]));
  expect(back.pair).toEqual({ ...forth.pair, faces: faces.toReversed(), similarities: transposed });
});
