import { resizePicture } from '../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import type { Random } from '../../statistics/random.ts';
import { gaussianBlur } from './blur.ts';
import { mapValues } from './pixels.ts';
import { eyeDistance, type Subject } from './subject.ts';

/** Angles of the dot screens of cyan, magenta and yellow in degrees, as printers set them to avoid moiré. */
const SCREEN_ANGLES = [15, 75, 0] as const;
/** Pixels per screen line that a camera needs to show the dots at all. */
const PIXELS_PER_LINE = 4;

/**
 * The photo printed in dots of cyan, magenta and yellow, and photographed so closely that the dots show. A portrait of an
 * ID document printed at 150 lines an inch has about 50 lines between the eyes.
 *
 * @param lines screen lines per distance between the eyes
 */
export async function halftone(subject: Subject, lines: number): Promise<Picture> {
  const { picture } = subject;
  const scale = Math.max(1, (PIXELS_PER_LINE * lines) / eyeDistance(subject));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const large = await resizePicture(picture, width, height);
  const frequency = (2 * Math.PI * lines) / (eyeDistance(subject) * scale);
  const axes = SCREEN_ANGLES.map((degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return [frequency * Math.cos(angle), frequency * Math.sin(angle)] as const;
  });
  const dots = mapValues(large, (value, i) => {
    const [cos, sin] = axes[i % 3]!;
    const pixel = Math.floor(i / 3);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    // Between 0 and 1 over one dot; ink lies where the image is darker than it.
    const screen = 0.5 + 0.25 * (Math.cos(cos * x + sin * y) + Math.cos(cos * y - sin * x));
    return 255 * Math.max(0, Math.min(1, 0.5 + 6 * (value / 255 - screen)));
  });
  return gaussianBlur(dots, 0.8);
}

/**
 * Moiré: broad coloured fringes that appear where the dots of a print or the pixels of a screen meet those of the camera.
 * Each channel is multiplied by its own fringes, 0.15 to 0.5 of the distance between the eyes apart.
 *
 * @param amplitude of the fringes as a share of the light, [0, 1]
 */
export function moire(subject: Subject, amplitude: number, random: Random): Picture {
  const { picture } = subject;
  const waves = [0, 1, 2].map(() => {
    const period = eyeDistance(subject) * random.between(0.15, 0.5);
    const angle = random.between(0, Math.PI);
    const phase = random.between(0, 2 * Math.PI);
    return { x: (2 * Math.PI * Math.cos(angle)) / period, y: (2 * Math.PI * Math.sin(angle)) / period, phase };
  });
  return mapValues(picture, (value, i) => {
    const wave = waves[i % 3]!;
    const pixel = Math.floor(i / 3);
    const [x, y] = [pixel % picture.width, Math.floor(pixel / picture.width)];
    return value * (1 + amplitude * (Math.cos(wave.x * x + wave.y * y + wave.phase) - 1) * 0.5);
  });
}
