import { describe, expect, test } from 'vitest';
import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import { largestFaces } from '../../../lambda/face/largest-faces.ts';

/** An image with faces of these sizes. A face with `false` has no embedding, like one of low quality next to a good one. */
function picture(sizes: readonly (readonly [width: number, height: number, embedded?: false])[]): AnalysedPicture {
  const faces = sizes.map(([width, height]) => ({ box: [0, 0, width, height] }));
  const embeddings = sizes.map(([, , embedded], i) => (embedded === false ? null : Float32Array.of(i)));
  return { analysis: { faces }, embeddings } as unknown as AnalysedPicture;
}

/** Indices of the faces that are compared. */
const compared = (of: AnalysedPicture, maxFaces: number) =>
  largestFaces(of, maxFaces).flatMap((embedding) => (embedding === null ? [] : [embedding[0]]));

describe('the largest faces', () => {
  const crowd = picture([
    [20, 20],
    [10, 90],
    [40, 40],
    [50, 50, false],
  ]);

  test.each([
    [1, [2]],
    [2, [1, 2]],
    [3, [0, 1, 2]],
    [32, [0, 1, 2]],
  ])('are at most %i, by the area of the box, in their own places', (maxFaces, faces) => {
    expect(compared(crowd, maxFaces)).toEqual(faces);
    expect(largestFaces(crowd, maxFaces)).toHaveLength(4);
  });

  test('of a collage of equal faces are the first', () => {
    expect(compared(picture(Array.from({ length: 32 }, () => [30, 30] as const)), 1)).toEqual([0]);
  });

  test('of a picture without faces are none', () => {
    expect(largestFaces(picture([]), 1)).toEqual([]);
  });
});
