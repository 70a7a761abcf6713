import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { CHEEK_PIXELS } from '../../../lambda/face/quality/face-mask.ts';

/** CIELAB values that cheeks have in natural light, and what means colours beyond it (OFIQ 1.0, NaturalColour). */
const NATURAL_A = [5, 25] as const;
const NATURAL_B = [5, 35] as const;
const UNNATURAL = 100;
/** Below it a mean is negative. OFIQ rounds colours to whole numbers, so that grey is not cold by rounding. */
const COLD = -0.5;

/**
 * Returns how far the colour of the cheeks is from that of skin in natural light, after the measure of the same name in
 * ISO/IEC 29794-5:2025: the distance of their mean a* and b* from the range of natural skin, 100 where one of them is negative.
 *
 * @param crop a 96-pixel LightQNet crop, sRGB
 * @returns 0 and above; 0 is best
 */
export function naturalColour(crop: Picture): number {
  let [sumA, sumB, count] = [0, 0, 0];
  for (const pixels of CHEEK_PIXELS) {
    for (const i of pixels) {
      const [a, b] = labOf(crop.data[3 * i]!, crop.data[3 * i + 1]!, crop.data[3 * i + 2]!);
      sumA += a;
      sumB += b;
      count++;
    }
  }
  const [a, b] = [sumA / count, sumB / count];
  return Math.min(a, b) < COLD ? UNNATURAL : Math.hypot(beyond(a, NATURAL_A), beyond(b, NATURAL_B));
}

function beyond(value: number, [low, high]: readonly [number, number]): number {
  return Math.max(0, low - value, value - high);
}

/** Returns a* and b* of an sRGB colour, 0 to 255, seen in the light D65 (IEC 61966-2-1 and CIE 15). */
function labOf(red: number, green: number, blue: number): readonly [number, number] {
  const [r, g, b] = [red, green, blue].map(linear) as [number, number, number];
  const x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [500 * (x - y), 200 * (y - z)];
}

function linear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function curve(value: number): number {
  return value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29;
}
