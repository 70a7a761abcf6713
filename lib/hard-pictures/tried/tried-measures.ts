import type { AnalysedFace } from '../../../lambda/face/comparison.ts';
import { alignCrop } from '../../../lambda/face/detection/alignment.ts';
import { QUALITY_CROP_SIZE } from '../../../lambda/face/models/manifest.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { toQualityCrop } from '../../../lambda/face/quality/quality-crop.ts';
import { FRINGES, prominence } from '../../../lambda/face/quality/recaptured.ts';
import { SPECTRUM_SIZE } from '../../../lambda/face/quality/spectrum.ts';
import { blockiness } from './blockiness.ts';
import { headSize } from './head-size.ts';
import { naturalColour } from './natural-colour.ts';

/** Measures of a face that were tried and are no part of the API, because their error-versus-discard curves showed no worth. */
export interface TriedMeasures {
  /** See naturalColour; 0 is best. */
  readonly naturalColour: number;
  /** See headSize; 0 is best. */
  readonly headSize: number;
  /** How strongly a pattern in the colours of the crop repeats itself, 1 and above; see looksRecaptured. 1 is best. */
  readonly periodicPattern: number;
  /** See blockiness; 1 is best. */
  readonly compression: number;
}

/**
 * Measures a face by what was tried.
 *
 * @param image as large as its file
 * @param face in pixels of the file
 */
export function triedMeasures(picture: Picture, { box, landmarks }: AnalysedFace): TriedMeasures {
  const crop = alignCrop(picture, toQualityCrop(landmarks), QUALITY_CROP_SIZE);
  const margin = (QUALITY_CROP_SIZE - SPECTRUM_SIZE) / 2;
  return {
    naturalColour: naturalColour(crop),
    headSize: headSize(landmarks, picture.height),
    periodicPattern: prominence(crop, margin, margin + 8, FRINGES),
    compression: blockiness(picture, box),
  };
}
