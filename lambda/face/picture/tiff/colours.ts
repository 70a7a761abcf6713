import type { TiffDirectory } from '../bounds/tiff-directory.ts';
import { TAG } from '../bounds/tiff-layout.ts';
import { invalid } from '../pixels/picture.ts';

/** Rec. ITU-R BT.601, the default of TIFF 6.0, page 91. */
const LUMA = [0.299, 0.587, 0.114] as const;
/** The default of TIFF 6.0, page 86, for 8 bits. */
const BLACK_AND_WHITE = [0, 255, 128, 255, 128, 255] as const;

/**
 * Converts YCbCr to RGB (TIFF 6.0, section 21).
 *
 * @param data samples of 8 or 16 bits, three a pixel
 * @returns RGB of 8 bits
 */
export function yCbCrToRgb(data: Uint8Array | Uint16Array | Float32Array, directory: TiffDirectory): Uint8Array {
  const scale = data.BYTES_PER_ELEMENT === 2 ? 257 : 1;
  const given = (tag: number, otherwise: readonly number[], unit: number) => {
    const values = directory.reals(tag, otherwise.length);
    if (values.length === 0) return otherwise;
    if (values.length < otherwise.length || !values.every(Number.isFinite)) throw invalid('damaged');
    return values.map((value) => value / unit);
  };
  const [red, green, blue] = given(TAG.lumaCoefficients, LUMA, 1) as [number, number, number];
  const references = given(TAG.blackAndWhite, BLACK_AND_WHITE, scale) as readonly number[];
  const [yBlack, yWhite, cbBlack, cbWhite, crBlack, crWhite] = references as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (!(yWhite > yBlack && cbWhite > cbBlack && crWhite > crBlack && red > 0 && green > 0 && blue > 0))
    throw invalid('damaged');
  const rgb = new Uint8ClampedArray(data.length);
  const [yGain, cbGain, crGain] = [255 / (yWhite - yBlack), 127 / (cbWhite - cbBlack), 127 / (crWhite - crBlack)];
  for (let i = 0; i < data.length; i += 3) {
    const y = (data[i]! / scale - yBlack) * yGain;
    const r = y + (2 - 2 * red) * (data[i + 2]! / scale - crBlack) * crGain;
    const b = y + (2 - 2 * blue) * (data[i + 1]! / scale - cbBlack) * cbGain;
    rgb[i] = r;
    rgb[i + 1] = (y - red * r - blue * b) / green;
    rgb[i + 2] = b;
  }
  return new Uint8Array(rgb.buffer);
}

/** White of D50, and from XYZ of D50 to linear sRGB, adapted by Bradford's method (ICC.1:2022, annex E; IEC 61966-2-1). */
const D50 = [0.9642, 1, 0.8249] as const;
const TO_LINEAR = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/**
 * Converts CIE L*a*b* to sRGB (TIFF 6.0, section 23). L* is unsigned, a* and b* are signed.
 *
 * @param data samples of 8 or 16 bits
 * @param perPixel samples of a pixel, 3 or 4: a fourth is copied, as 8 bits
 * @returns as many samples of 8 bits
 */
export function labToRgb(data: Uint8Array | Uint16Array | Float32Array, perPixel: number): Uint8Array {
  const isWide = data.BYTES_PER_ELEMENT === 2;
  const signed = (value: number) => (isWide ? ((value << 16) >> 16) / 256 : (value << 24) >> 24);
  const rgb = new Uint8ClampedArray(data.length);
  const [red, green, blue] = TO_LINEAR;
  for (let i = 0; i < data.length; i += perPixel) {
    const fy = ((data[i]! / (isWide ? 65_535 : 255)) * 100 + 16) / 116;
    const x = D50[0] * cube(fy + signed(data[i + 1]!) / 500);
    const y = D50[1] * cube(fy);
    const z = D50[2] * cube(fy - signed(data[i + 2]!) / 200);
    rgb[i] = encodeSrgb(red[0] * x + red[1] * y + red[2] * z);
    rgb[i + 1] = encodeSrgb(green[0] * x + green[1] * y + green[2] * z);
    rgb[i + 2] = encodeSrgb(blue[0] * x + blue[1] * y + blue[2] * z);
    for (let k = 3; k < perPixel; k++) rgb[i + k] = data[i + k]! / (isWide ? 257 : 1);
  }
  return new Uint8Array(rgb.buffer);
}

function cube(f: number): number {
  return f > 6 / 29 ? f * f * f : 3 * (6 / 29) ** 2 * (f - 4 / 29);
}

/** Steps of linear light between 0 and 1. Where the curve is steepest, twenty of them are a level of 8 bits. */
const LINEAR_STEPS = 65_535;
let encoded: Float32Array | null = null;

/** Returns the level of sRGB, 0 to 255, from a table: a power for each sample takes ten times as long. */
function encodeSrgb(linear: number): number {
  encoded ??= Float32Array.from({ length: LINEAR_STEPS + 1 }, (_, i) => 255 * srgbCurve(i / LINEAR_STEPS));
  return linear <= 0 ? 0 : linear >= 1 ? 255 : encoded[(LINEAR_STEPS * linear + 0.5) | 0]!;
}

function srgbCurve(linear: number): number {
  return linear <= 0.003_130_8 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/**
 * Scales floating-point samples to 16 bits. The range is what the directory says; with a colour profile, whose input goes
 * from 0 to 1, that where all samples lie in it.
 *
 * @throws PictureError `InvalidImage` where the range is not known, or a sample is not a number or lies outside of it
 */
export function floatsToShorts(data: ArrayLike<number>, directory: TiffDirectory): Uint16Array {
  const lowest = directory.reals(TAG.lowestSample, 64);
  const highest = directory.reals(TAG.highestSample, 64);
  const isSaid = lowest.length > 0 && highest.length > 0;
  if (!isSaid && !directory.has(TAG.colourProfile)) throw invalid('unsupported-kind', 'tiffFloatRange');
  const [low, high] = isSaid ? [Math.min(...lowest), Math.max(...highest)] : [0, 1];
  // Programs that keep the lowest and highest sample of the image there mean no range by it.
  if (!(low === 0 && (high === 1 || high === 255 || high === 65_535)))
    throw invalid('unsupported-kind', 'tiffFloatRange');
  const shorts = new Uint16Array(data.length);
  const scale = 1 / (high - low);
  for (let i = 0; i < data.length; i++) {
    const value = (data[i]! - low) * scale;
    // Rounding may lead a little beyond.
    if (!(value >= -0.001 && value <= 1.001)) throw invalid('unsupported-kind', 'tiffFloatRange');
    shorts[i] = 65_535 * (value < 0 ? 0 : value > 1 ? 1 : value) + 0.5;
  }
  return shorts;
}
