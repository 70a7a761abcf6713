import { alignCrop, type Points, type SimilarityTransform, similarityTransform } from './alignment.ts';
import type { DetectedFace } from './detector.ts';
import { type FaceLuma, faceLuma } from './face-luma.ts';
import type { ModelEntry } from './manifest.ts';
import type { Model } from './onnx.ts';
import type { DecodedPicture, Picture } from './picture.ts';
import { qualityMeasures } from './quality-measures.ts';
import { inFile } from './scale-face.ts';
import { batchTensor } from './tensor.ts';

/** Right eye, left eye and middle of the mouth in LightQNet's 96 x 96 crop (model card: percentages of the side). */
const TEMPLATE: Points = [
  [0.3419, 0.4616],
  [0.6565, 0.4598],
  [0.5012, 0.824],
].map(([x, y]) => [x! * 96, y! * 96] as const);

/**
 * LightQNet's output has a narrow range: about 0.60 for clean portraits, 0.25 for dark or blurred ones (model card). These
 * ends become 1 and 0.42, so that the quality uses [0, 1].
 */
const FULL_QUALITY = 0.6;

export interface QualityModel {
  readonly model: Model;
  readonly entry: ModelEntry;
}

export interface FaceQuality {
  /** [0, 1] */
  readonly quality: number;
  /** See qualityMeasures. */
  readonly measures: Readonly<Record<string, number>>;
  /** The crop it was measured on; a picture of the face, so never to leave the process. */
  readonly luma: FaceLuma;
}

/**
 * Rates the faces of one picture by LightQNet (Chen et al., "LightQNet: Lightweight Deep Face Quality Assessment for
 * Risk-Controlled Face Recognition", 2021) and measures what can be computed.
 *
 * @param faces landmarks and boxes in pixels of the picture; not empty
 */
export async function rateFaces(
  { model, entry }: QualityModel,
  picture: DecodedPicture,
  faces: readonly DetectedFace[],
): Promise<FaceQuality[]> {
  const size = entry.input.size!;
  const transforms = faces.map(({ landmarks }) => toQualityCrop(landmarks, size));
  const crops = transforms.map((transform) => alignCrop(picture, transform, size));
  const { data, dims } = batchTensor(crops, entry.input);
  const raw = (await model.run(data, dims))[entry.output!.name]!.data;
  const file = { width: picture.fileWidth, height: picture.fileHeight };
  const inFilePixels = faces.map((face) => inFile(face, picture));
  return faces.map((_, i) => {
    const luma = faceLuma(crops[i]!, transforms[i]!, picture);
    return {
      quality: Math.min(1, Math.max(0, raw[i]! / FULL_QUALITY)),
      measures: qualityMeasures(inFilePixels[i]!, luma, file, inFilePixels),
      luma,
    };
  });
}

/** The crop that LightQNet sees; exported for the comparison with reference values. */
export function qualityCrop(picture: Picture, landmarks: DetectedFace['landmarks'], size: number): Picture {
  return alignCrop(picture, toQualityCrop(landmarks, size), size);
}

/** From picture to the crop that LightQNet sees. */
export function toQualityCrop(landmarks: DetectedFace['landmarks'], size: number): SimilarityTransform {
  const [right, left, , rightMouth, leftMouth] = landmarks as [Point, Point, Point, Point, Point];
  const mouth: Point = [(rightMouth[0] + leftMouth[0]) / 2, (rightMouth[1] + leftMouth[1]) / 2];
  const template = TEMPLATE.map(([x, y]) => [(x * size) / 96, (y * size) / 96] as const);
  return similarityTransform([right, left, mouth], template);
}

type Point = readonly [number, number];
