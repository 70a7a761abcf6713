import type { DetectedFace } from '../detection/detector.ts';
import { interEyeDistance } from '../detection/landmarks.ts';
import type { Picture } from '../picture/pixels/picture.ts';
import { eyesVisible } from './eyes-visible.ts';
import type { FaceLuma } from './face-luma.ts';
import { faceMargins } from './face-margins.ts';
import { headPose } from './head-pose.ts';
import { lightMeasures } from './light.ts';
import { sharpnessMeasures } from './sharpness.ts';

/**
 * What can be computed of a face's quality without a model, named after the measures of ISO/IEC 29794-5:2025 that they
 * correspond to. Native values in their own units, not its scale of 0 to 100.
 *
 * @param face landmarks in pixels of the picture
 * @param luma the face's 96-pixel LightQNet crop
 * @param all the faces of the picture that are compared
 * @returns finite numbers: interEyeDistance in pixels; headPoseYaw, headPosePitch and headPoseRoll in degrees;
 *   singleFacePresent [0, 1], 1 for a face alone, 0 beside another as large as the largest; the others as in
 *   sharpnessMeasures, lightMeasures, eyesVisible and faceMargins
 */
export function qualityMeasures(
  face: Pick<DetectedFace, 'landmarks'>,
  luma: FaceLuma,
  picture: Pick<Picture, 'width' | 'height'>,
  all: readonly Pick<DetectedFace, 'box'>[],
): Record<string, number> {
  const { yaw, pitch, roll } = headPose(face.landmarks);
  return {
    interEyeDistance: interEyeDistance(face.landmarks),
    headPoseYaw: yaw,
    headPosePitch: pitch,
    headPoseRoll: roll,
    ...sharpnessMeasures(luma),
    ...lightMeasures(luma),
    eyesVisible: eyesVisible(luma),
    ...faceMargins(face.landmarks, picture),
    singleFacePresent: singleFacePresent(all),
  };
}

function singleFacePresent(faces: readonly Pick<DetectedFace, 'box'>[]): number {
  const [largest, second] = faces.map(({ box }) => box[2] * box[3]).toSorted((a, b) => b - a);
  return second === undefined ? 1 : 1 - Math.sqrt(second / largest!);
}
