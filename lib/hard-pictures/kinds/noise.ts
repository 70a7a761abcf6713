import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import type { Random } from '../../statistics/random.ts';
import { mapValues } from './pixels.ts';

/**
 * Noise of a camera sensor in low light: normal, independent for each pixel and channel, growing with the square root of
 * the light as photon noise does, with a quarter of it in the dark as read noise.
 *
 * @param deviation standard deviation at middle grey (128), in values of 0 to 255
 */
export function sensorNoise(picture: Picture, deviation: number, random: Random): Picture {
  return mapValues(picture, (value) => {
    const photons = Math.sqrt(value / 128);
    return value + deviation * Math.hypot(0.25, 0.968 * photons) * normal(random);
  });
}

/** A number with mean 0 and standard deviation 1 (Box and Muller, 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
