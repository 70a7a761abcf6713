import { applyTransform } from '../../../lambda/face/detection/alignment.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { type Colour, cover, ellipse, paint } from '../../pictures/drawing.ts';
import type { Random } from '../../statistics/random.ts';
import { mapColours } from './pixels.ts';
import { type Subject, toFaceFrame } from './subject.ts';

const MASK_COLOURS: readonly Colour[] = [
  [150, 196, 214],
  [236, 238, 240],
  [32, 34, 38],
];
/** Chin and bridge of the nose in the face's frame: a mask reaches up from one towards the other. */
const CHIN = 118;
const BRIDGE = 56;

/**
 * The face with a cloth mask over its lower part.
 *
 * @param share of the way from the chin to the bridge of the nose that it covers, [0, 1]; 0.4 ends above the mouth, 0.75 at
 *   the tip of the nose
 */
export function masked(subject: Subject, share: number, random: Random): Picture {
  const colour = random.pick(MASK_COLOURS);
  const edge = CHIN + share * (BRIDGE - CHIN);
  return paintFace(subject, (u, v, under) => {
    // Higher over the nose than at the ears.
    const top = edge + 0.006 * (u - 56) ** 2;
    const inside = Math.max(ellipse(u, v, 56, 68, 44, 56), top - v);
    const folds = 1 - 0.06 * Math.cos(v * 0.9) - 0.004 * Math.abs(u - 56);
    return paint(under, [colour[0] * folds, colour[1] * folds, colour[2] * folds], cover(inside, 1.5));
  });
}

/**
 * The face with sunglasses.
 *
 * @param opacity of the lenses, [0, 1]; the frame is always opaque unless it is 0
 */
export function withSunglasses(subject: Subject, opacity: number): Picture {
  return paintFace(subject, (u, v, under) => {
    if (opacity <= 0) return under;
    const lens = Math.min(ellipse(u, v, 37, 53, 17, 13), ellipse(u, v, 75, 53, 17, 13));
    const bridge = Math.max(Math.abs(v - 48) - 2, Math.abs(u - 56) - 6);
    const temples = Math.max(Math.abs(v - 49) - 2, 18 - Math.abs(u - 56), Math.abs(u - 56) - 48);
    const shaded = paint(under, [22, 20, 24], opacity * cover(lens, 1));
    const frame = Math.min(Math.abs(lens) - 1.2, bridge, Math.max(temples, -lens));
    return paint(shaded, [14, 12, 14], cover(frame, 1));
  });
}

/** Repaints each pixel, given its place in the face's frame. */
function paintFace(subject: Subject, colourAt: (u: number, v: number, under: Colour) => Colour): Picture {
  const toFrame = toFaceFrame(subject);
  return mapColours(subject.picture, (colour, x, y) => colourAt(...applyTransform(toFrame, x, y), colour));
}
