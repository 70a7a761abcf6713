import type { DetectedFace } from '../detection/detector.ts';
import type { Picture } from '../picture/pixels/picture.ts';
import { eyesContrast } from './eyes-contrast.ts';
import type { FaceLuma } from './face-luma.ts';
import { faceMargins } from './face-margins.ts';
import { frontalEyeDistance, headPose } from './head-pose.ts';
import { lightMeasures } from './light.ts';
import { sharpnessMeasures } from './sharpness.ts';

/**
 * What can be computed of a face's quality without a model, named after the measures of ISO/IEC 29794-5:2025 that they
 * correspond to. They have the units and the direction of the native values of OFIQ, its reference implementation, and are not
 * on its scale of 0 to 100. directionalSharpness and eyesContrast are no measures of the standard.
 *
 * @param face landmarks in pixels of the image
 * @param luma the face's 96-pixel LightQNet crop
 * @param all the faces of the image that are compared
 * @returns finite numbers: interEyeDistance in pixels, as if the face were seen from the front; headPoseYaw, headPosePitch and headPoseRoll in degrees;
 *   singleFacePresent [0, 1], 0 for a face alone, 1 next to another as large as the largest; the others as in
 *   sharpnessMeasures, lightMeasures, eyesContrast and faceMargins
 */
export function qualityMeasures(
  face: Pick<DetectedFace, 'landmarks'>,
  luma: FaceLuma,
  picture: Pick<Picture, 'width' | 'height'>,
  all: readonly Pick<DetectedFace, 'box'>[],
): Record<string, number> {
  const { yaw, pitch, roll } = headPose(face.landmarks);
  return {
    interEyeDistance: frontalEyeDistance(face.landmarks, yaw),
    headPoseYaw: yaw,
    headPosePitch: pitch,
    headPoseRoll: roll,
    ...sharpnessMeasures(luma),
    ...lightMeasures(luma),
    eyesContrast: eyesContrast(luma),
    ...faceMargins(face.landmarks, picture),
    singleFacePresent: singleFacePresent(all),
  };
}

function singleFacePresent(faces: readonly Pick<DetectedFace, 'box'>[]): number {
  const [largest, second] = faces.map(({ box }) => box[2] * box[3]).toSorted((a, b) => b - a);
  return second === undefined ? 0 : second / largest!;
}
