import { alignCrop, type Points, similarityTransform } from './alignment.ts';
import type { DetectedFace } from './detector.ts';
import { interEyeDistance, roll } from './landmarks.ts';
import type { ModelEntry } from './manifest.ts';
import type { Model } from './onnx.ts';
import type { Picture } from './picture.ts';
import { batchTensor } from './tensor.ts';

/** Right eye, left eye and middle of the mouth in LightQNet's 96 x 96 crop (model card: percentages of the side). */
const TEMPLATE: Points = [
  [0.3419, 0.4616],
  [0.6565, 0.4598],
  [0.5012, 0.824],
].map(([x, y]) => [x! * 96, y! * 96] as const);

/**
 * LightQNet's output has a narrow range: about 0.60 for clean portraits, 0.25 for dark or blurred ones (model card). These
 * ends become 1 and 0.25, so that the quality uses [0, 1].
 */
const FULL_QUALITY = 0.6;

/** Provisional: below this quality a face is refused as LowQuality; dark and blurred faces (model card) lie at 0.42. */
export const MIN_QUALITY = 0.25;
/** Provisional: pixels between the eyes below which a face is refused as LowQuality. */
export const MIN_INTER_EYE_DISTANCE = 12;

export interface FaceQuality {
  /** [0, 1] */
  readonly quality: number;
  /** Named after ISO/IEC 29794-5 where they correspond: interEyeDistance in pixels, roll in degrees. */
  readonly measures: Readonly<Record<string, number>>;
}

/**
 * Rates the faces of one picture by LightQNet (Chen et al., "LightQNet: Lightweight Deep Face Quality Assessment for
 * Risk-Controlled Face Recognition", 2021).
 *
 * @param faces landmarks in pixels of the picture; not empty
 */
export async function rateFaces(
  model: Model,
  entry: ModelEntry,
  picture: Picture,
  faces: readonly Pick<DetectedFace, 'landmarks'>[],
): Promise<FaceQuality[]> {
  const crops = faces.map(({ landmarks }) => qualityCrop(picture, landmarks, entry.input.size!));
  const { data, dims } = batchTensor(crops, entry.input);
  const raw = (await model.run(data, dims))[entry.output!.name]!.data;
  return faces.map(({ landmarks }, i) => ({
    quality: Math.min(1, Math.max(0, raw[i]! / FULL_QUALITY)),
    measures: { interEyeDistance: interEyeDistance(landmarks), roll: roll(landmarks) },
  }));
}

/** The crop that LightQNet sees; exported for the comparison with reference values. */
export function qualityCrop(picture: Picture, landmarks: DetectedFace['landmarks'], size: number): Picture {
  const [right, left, , rightMouth, leftMouth] = landmarks as [Point, Point, Point, Point, Point];
  const mouth: Point = [(rightMouth[0] + leftMouth[0]) / 2, (rightMouth[1] + leftMouth[1]) / 2];
  const template = TEMPLATE.map(([x, y]) => [(x * size) / 96, (y * size) / 96] as const);
  return alignCrop(picture, similarityTransform([right, left, mouth], template), size);
}

type Point = readonly [number, number];

/** Whether a face is too small, blurred or dark to compare reliably. */
export function isLowQuality({ quality, measures }: FaceQuality): boolean {
  return quality < MIN_QUALITY || measures.interEyeDistance! < MIN_INTER_EYE_DISTANCE;
}
