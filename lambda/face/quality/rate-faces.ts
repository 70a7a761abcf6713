import { alignCrop } from '../detection/alignment.ts';
import type { DetectedFace } from '../detection/detector.ts';
import { inFile } from '../detection/scale-face.ts';
import type { ModelEntry } from '../models/manifest.ts';
import { QUALITY_CROP_SIZE } from '../models/manifest.ts';
import type { Model } from '../models/onnx.ts';
import { runOnCrops } from '../models/run-on-crops.ts';
import type { DecodedPicture, Picture } from '../picture/pixels/picture.ts';
import { type FaceLuma, faceLuma } from './face-luma.ts';
import { toQualityCrop } from './quality-crop.ts';
import { qualityMeasures } from './quality-measures.ts';

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
  /** The crop it was measured on, and its brightness; images of the face, so never to leave the process. */
  readonly crop: Picture;
  readonly luma: FaceLuma;
}

/**
 * Rates the faces of one image by LightQNet (Chen et al., "LightQNet: Lightweight Deep Face Quality Assessment for
 * Risk-Controlled Face Recognition", 2021) and measures what can be computed.
 *
 * @param faces landmarks and boxes in pixels of the image; not empty
 * @throws Error on a failure of inference, which is also a rating that is no number: it would pass for a good one
 */
export async function rateFaces(
  quality: QualityModel,
  picture: DecodedPicture,
  faces: readonly DetectedFace[],
): Promise<FaceQuality[]> {
  const transforms = faces.map(({ landmarks }) => toQualityCrop(landmarks));
  const crops = transforms.map((transform) => alignCrop(picture, transform, QUALITY_CROP_SIZE));
  const ratings = await runOnCrops(quality, crops);
  const file = { width: picture.fileWidth, height: picture.fileHeight };
  const inFilePixels = faces.map((face) => inFile(face, picture));
  return faces.map((_, i) => {
    const luma = faceLuma(crops[i]!, transforms[i]!, picture);
    return {
      quality: Math.min(1, Math.max(0, ratings[i]![0]! / FULL_QUALITY)),
      measures: qualityMeasures(inFilePixels[i]!, luma, file, inFilePixels),
      crop: crops[i]!,
      luma,
    };
  });
}
