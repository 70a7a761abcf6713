import { expect, test } from 'vitest';
import { type Analyser, analysePicture } from '../../../lambda/face/analyse-picture.ts';
import { ARCFACE_TEMPLATE } from '../../../lambda/face/detection/alignment.ts';
import type { DetectedFace } from '../../../lambda/face/detection/detector.ts';
import { type Landmarks, mapLandmarks } from '../../../lambda/face/picture/pixels/geometry.ts';
import { Stopwatch } from '../../../lambda/face/stopwatch.ts';
import { encodePng } from '../../../lib/pictures/encode.ts';
import { canvas } from '../../../lib/pictures/montage.ts';

/** A detector that sees one thing everywhere; neither embedder nor quality model may be asked about what it sees. */
function analyserThatSees(face: DetectedFace): Analyser {
  const refuse = () => Promise.reject(new Error('This face must not get so far.'));
  const model = { run: refuse, release: async () => {} };
  const entry = { input: { size: 96 }, output: { name: 'out', length: 1 } } as never;
  return {
    detector: { detect: async () => [face] },
    embedders: [{ model, entry, weight: 1, projection: null }],
    quality: { model, entry },
  };
}

const box = [60, 60, 80, 100] as const;
const cases: [string, Landmarks][] = [
  ['all in one point', mapLandmarks(ARCFACE_TEMPLATE, () => [100, 100])],
  ['not numbers', mapLandmarks(ARCFACE_TEMPLATE, () => [Number.NaN, 100])],
  [
    'far outside of the face',
    [
      [300, 300],
      [340, 300],
      [320, 320],
      [305, 340],
      [335, 340],
    ],
  ],
  [
    'eyes below the mouth and exchanged with it, whichever way up',
    [
      [80, 90],
      [120, 90],
      [100, 200],
      [118, 92],
      [82, 92],
    ],
  ],
];

test.each(cases)('a face whose landmarks are %s is LandmarksNotDetected', async (_, landmarks) => {
  const bytes = await encodePng(canvas(200, 220, [120, 120, 120]));
  const analyser = analyserThatSees({ box, landmarks, score: 0.9 });
  const { analysis, embeddings } = await analysePicture(analyser, bytes, new Stopwatch());
  expect(analysis).toEqual({ status: 'LandmarksNotDetected', width: 200, height: 220, facesFound: 0, faces: [] });
  expect(embeddings).toEqual([]);
});
