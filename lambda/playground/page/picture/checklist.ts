import type { FaceDetails } from '../../../contract/details.ts';
import {
  MAX_OVER_EXPOSURE_PREVENTION,
  MIN_DIRECTIONAL_SHARPNESS,
  MIN_EYES_CONTRAST,
  MIN_INTER_EYE_DISTANCE,
  MIN_MARGIN_ABOVE,
  MIN_QUALITY,
} from '../../../face/quality/quality-limits.ts';

/** One line of the checklist of a face. */
export interface Check {
  readonly name: string;
  /** `good`; `poor` where the service rates the face as LowQuality for it; `hint` for what could be better. */
  readonly grade: 'good' | 'hint' | 'poor';
  /** What was found and what to change; empty where the check is good. */
  readonly advice: string;
}

/** Degrees of yaw, pitch and roll that 98 of 100 press photos stay within: docs/quality.md, table of measures. */
const USUAL_POSE = { yaw: 35, pitch: 14, roll: 11 };

/** Share of the face at luma 25 and darker that 99 of 100 press photos stay below: docs/quality.md, table of measures. */
const USUAL_UNDER_EXPOSURE = 0.1;

/**
 * Returns what is good about a face and what to change. The limits of `poor` are those of the status LowQuality; `hint` never
 * changes the status.
 */
export function checklist({ quality, measures }: FaceDetails): Check[] {
  const value = (name: string): number => measures[name] ?? Number.NaN;
  const eyes = Math.round(value('interEyeDistance'));
  const checks = [
    check('Size', value('interEyeDistance') >= MIN_INTER_EYE_DISTANCE, {
      poor: `only ${eyes} pixels between the eyes, ${MIN_INTER_EYE_DISTANCE} are the least. Move closer or send a larger photo.`,
    }),
    pose(value('headPoseYaw'), value('headPosePitch'), value('headPoseRoll')),
    check('Sharpness', value('directionalSharpness') >= MIN_DIRECTIONAL_SHARPNESS, {
      poor: 'blurred by motion. Hold the camera still.',
    }),
    check('Light', value('overExposurePrevention') <= MAX_OVER_EXPOSURE_PREVENTION, {
      poor: 'the face is overexposed. Move out of direct light.',
      hint:
        value('underExposurePrevention') > USUAL_UNDER_EXPOSURE ? 'parts of the face are dark. Use even light.' : '',
    }),
    check(
      'Cover',
      value('eyesContrast') >= MIN_EYES_CONTRAST && value('marginAboveOfTheFaceImage') >= MIN_MARGIN_ABOVE,
      {
        poor:
          value('eyesContrast') >= MIN_EYES_CONTRAST
            ? 'the photo cuts off the forehead. Show the whole head.'
            : 'the eyes do not show. Take off dark glasses and avoid glare.',
      },
    ),
  ];
  const explained = checks.some(({ grade }) => grade === 'poor');
  if (quality >= MIN_QUALITY || explained) return checks;
  const advice =
    'too blurred, dark, noisy or covered to compare reliably. Capture again in even light, with a steady camera.';
  return [...checks.map((it) => (it.name === 'Sharpness' ? { ...it, grade: 'poor' as const, advice } : it))];
}

function check(name: string, passed: boolean, { poor, hint = '' }: { poor: string; hint?: string }): Check {
  if (!passed) return { name, grade: 'poor', advice: poor };
  return { name, grade: hint === '' ? 'good' : 'hint', advice: hint };
}

/** The pose never makes a face LowQuality. It is worth a hint where it is unusual. */
function pose(yaw: number, pitch: number, roll: number): Check {
  const advice = [
    Math.abs(yaw) > USUAL_POSE.yaw
      ? `the head is turned by about ${Math.round(Math.abs(yaw))}°. Look into the camera.`
      : '',
    Math.abs(pitch) > USUAL_POSE.pitch
      ? `the head is tilted ${pitch > 0 ? 'down' : 'up'}. Hold the camera at eye level.`
      : '',
    Math.abs(roll) > USUAL_POSE.roll ? `the head leans by about ${Math.round(Math.abs(roll))}°. Hold it upright.` : '',
  ].find(Boolean);
  return { name: 'Pose', grade: advice === undefined ? 'good' : 'hint', advice: advice ?? '' };
}
