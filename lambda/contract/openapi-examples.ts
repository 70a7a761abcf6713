import type { ComparisonDetails, PictureDetails } from './details.ts';
import { type ComparisonResult, envelope } from './envelope.ts';
import { example, type Node } from './openapi-answers.ts';
import { type ComparisonStatus, overallStatus, statusMessages } from './status.ts';

/** Returns a 200 as the service sends it, for two images with these statuses. */
function compared(
  isFaceMatch: boolean,
  matchingSimilarity: number,
  statuses: readonly [ComparisonStatus, ComparisonStatus] = ['Success', 'Success'],
  more: Pick<ComparisonResult, 'details'> = {},
): object {
  const result: ComparisonResult = { isFaceMatch, matchingSimilarity, status: overallStatus(...statuses), ...more };
  return envelope(200, statusMessages(statuses), result);
}

/** Returns the details of an image with one face. */
function oneFace(width: number, height: number, face: PictureDetails['faces'][number]): PictureDetails {
  return { width, height, facesFound: 1, chosen: 0, reason: null, recaptured: false, faces: [face] };
}

const SELFIE = oneFace(640, 480, {
  box: [212.4, 96.1, 188.7, 251.3],
  landmarks: [
    [262.8, 196.5],
    [347.1, 194.9],
    [306.2, 247.7],
    [269.5, 290.4],
    [343.8, 288.6],
  ],
  quality: 0.97,
  measures: { interEyeDistance: 84.3, sharpness: 0.39 },
});

const ID_FACE = oneFace(300, 400, {
  box: [88.2, 102.5, 128.4, 170.9],
  landmarks: [
    [121.4, 172.6],
    [183.9, 171.8],
    [153.1, 208.3],
    [126.7, 238.2],
    [179.6, 237.4],
  ],
  quality: 0.94,
  measures: { interEyeDistance: 62.5, sharpness: 0.36 },
});

const DETAILS: ComparisonDetails = {
  threshold: 0.7,
  falseMatchRate: 3.6e-7,
  falseMatchRatePerPair: 3.6e-7,
  randomPairFalseMatchRate: 2.1e-9,
  pairs: 1,
  pack: 'retail-0095',
  calibrationVersion: 'retail-0095-20261123-d0ae30',
  samePicture: false,
  marginToSecond: null,
  similarities: [[0.944]],
  livenessFace: SELFIE,
  faceFromDocument: ID_FACE,
};

/** One 200 response for each status, for a match, for no match, and for `?details=true`. */
export const COMPARISON_EXAMPLES: Readonly<Record<string, Node>> = {
  match: example('One person', compared(true, 0.944)),
  noMatch: example('Two people', compared(false, 0.2731)),
  details: example(
    'With details=true, shortened to two measures for each face',
    compared(true, 0.944, undefined, { details: DETAILS }),
  ),
  ...(Object.fromEntries(
    (
      [
        ['LowQuality', true, 0.7524],
        ['LandmarksNotDetected', false, 0],
        ['NoFaceDetected', false, 0],
        ['InvalidImage', false, 0],
        ['EmptyImage', false, 0],
      ] as const
    ).map(([status, isFaceMatch, similarity]) => [
      status,
      example(`FaceFromDocument is ${status}`, compared(isFaceMatch, similarity, ['Success', status])),
    ]),
  ) as Record<string, Node>),
  Error: example('The images could not be processed', compared(false, 0, ['Error', 'Error'])),
};
