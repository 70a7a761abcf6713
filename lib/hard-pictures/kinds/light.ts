import { applyTransform } from '../../../lambda/face/detection/alignment.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { mix } from '../../pictures/drawing.ts';
import type { Random } from '../../statistics/random.ts';
import { fromLight, LIGHT, mapColours, mapValues } from './pixels.ts';
import { eyeDistance, type Subject, toFaceFrame } from './subject.ts';

/**
 * The exposure changed by a number of stops: each stop doubles or halves the light. What becomes brighter than white is
 * clipped, what becomes dark keeps only as many of the 256 values as are left.
 *
 * @param stops below 0 darker, above 0 brighter
 */
export function exposed(picture: Picture, stops: number): Picture {
  const factor = 2 ** stops;
  const table = LIGHT.map((light) => fromLight(light * factor));
  return mapValues(picture, (value) => table[value]!);
}

/**
 * Contrast reduced about the image's own mean, as by haze, a worn print or a veiled lens.
 *
 * @param share of the contrast that is left, [0, 1]
 */
export function lowContrast(picture: Picture, share: number): Picture {
  const mean = picture.data.reduce((sum, value) => sum + value, 0) / picture.data.length;
  return mapValues(picture, (value) => mean + share * (value - mean));
}

/**
 * A bright spot of light on the face, as of a lamp in a laminated page: white in the middle, fading like a Gaussian.
 *
 * @param share radius of the white part over the distance between the eyes; 0 leaves the image as it is
 * @param random where on the face: anywhere between brows and chin
 */
export function glare(subject: Subject, share: number, random: Random): Picture {
  const [u, v] = [random.between(32, 80), random.between(44, 100)];
  if (share <= 0) return subject.picture;
  const toFrame = toFaceFrame(subject);
  const radius = share * eyeDistance(subject) * Math.hypot(toFrame.a, toFrame.b);
  return mapColours(subject.picture, (colour, x, y) => {
    const [across, down] = applyTransform(toFrame, x, y);
    const distance = Math.hypot(across - u, down - v);
    const opacity = distance <= radius ? 1 : Math.exp(-(((distance - radius) / (0.5 * radius)) ** 2));
    return mix(colour, [255, 255, 252], opacity);
  });
}
