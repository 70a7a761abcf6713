import { type Landmarks, middle } from '../picture/pixels/geometry.ts';
import type { Picture } from '../picture/pixels/picture.ts';
import { powerSpectrum, SPECTRUM_SIZE } from './spectrum.ts';

/** Frequencies in which a pattern is looked for, in cycles per 64 pixels. */
interface Band {
  readonly from: number;
  readonly to: number;
  /** A frequency that runs along an axis by less than this is left out: there lie the edges of JPEG's blocks. */
  readonly offAxis: number;
  /** How many times as strong as its surroundings a frequency must be. */
  readonly limit: number;
}

/**
 * Fringes in the 96-pixel crop, 30 pixels between the eyes: 4 to 15 pixels apart. Dots in the image as it was decoded, 2 to 13
 * pixels apart. The limits leave one in 200 development photos marked by either of them.
 */
export const FRINGES: Band = { from: 4, to: 17, offAxis: 0, limit: 22 };
const DOTS: Band = { from: 5, to: 32, offAxis: 1.5, limit: 14 };

/** Added to every power: below it a frequency is noise of rounding. */
const FLOOR = 10;

/** Far from the largest number, so that one power more does not exceed it. */
const LARGE = 1e200;

/** Logarithm of the light, so that a pattern is as strong in shadow; darker than 16 of 255 it is noise. */
const LOGARITHM = Float64Array.from({ length: 256 }, (_, value) => Math.log(value + 16));

/**
 * Returns whether a face looks as if it was photographed from a print or a screen: its colours have a pattern that repeats itself, as
 * printers' dots and moiré fringes do. Skin has none, for it has hardly any fine detail in its colours. A hint: it says nothing about
 * liveness, and a good print or a screen photographed from afar has no such pattern.
 *
 * @param crop of the face, 96 pixels
 * @param landmarks in pixels of the image
 */
export function looksRecaptured(crop: Picture, picture: Picture, landmarks: Landmarks): boolean {
  const margin = (crop.width - SPECTRUM_SIZE) / 2;
  // The crop's middle across, and down to where the face is: its eyes lie at 44 pixels, its mouth at 79.
  if (prominence(crop, margin, margin + 8, FRINGES) > FRINGES.limit) return true;
  const [rightEye, leftEye, , rightMouth, leftMouth] = landmarks;
  const [x, y] = middle(middle(rightEye, leftEye), middle(rightMouth, leftMouth));
  return prominence(picture, x - SPECTRUM_SIZE / 2, y - SPECTRUM_SIZE / 2, DOTS) > DOTS.limit;
}

/**
 * Returns how many times as strong as the geometric mean of all frequencies of the same length the strongest one is, in a square of
 * 64 pixels.
 */
export function prominence(picture: Picture, left: number, top: number, band: Band): number {
  const { width, height, data } = picture;
  if (width < SPECTRUM_SIZE || height < SPECTRUM_SIZE) return 0;
  const x0 = Math.min(Math.max(0, Math.round(left)), width - SPECTRUM_SIZE);
  const y0 = Math.min(Math.max(0, Math.round(top)), height - SPECTRUM_SIZE);
  const redness = new Float64Array(SPECTRUM_SIZE * SPECTRUM_SIZE);
  const blueness = new Float64Array(SPECTRUM_SIZE * SPECTRUM_SIZE);
  for (let y = 0, i = 0; y < SPECTRUM_SIZE; y++) {
    for (let x = 0, p = 3 * ((y0 + y) * width + x0); x < SPECTRUM_SIZE; x++, i++, p += 3) {
      const green = LOGARITHM[data[p + 1]!]!;
      redness[i] = LOGARITHM[data[p]!]! - green;
      blueness[i] = LOGARITHM[data[p + 2]!]! - green;
    }
  }
  const power = powerSpectrum(redness, blueness);
  const ring = ringsOf(band);
  const strongest = new Float64Array(SPECTRUM_SIZE);
  // A logarithm of a product of many powers in place of many logarithms; each is above 1.
  const products = new Float64Array(SPECTRUM_SIZE).fill(1);
  const logarithms = new Float64Array(SPECTRUM_SIZE);
  const count = new Uint32Array(SPECTRUM_SIZE);
  for (let i = 0; i < power.length; i++) {
    const r = ring[i]!;
    if (r === 0) continue;
    const value = power[i]! + FLOOR;
    if (value > strongest[r]!) strongest[r] = value;
    const product = products[r]! * value;
    if (product < LARGE) {
      products[r] = product;
    } else {
      logarithms[r] = logarithms[r]! + Math.log(product);
      products[r] = 1;
    }
    count[r] = count[r]! + 1;
  }
  let most = 0;
  for (let r = 1; r < SPECTRUM_SIZE; r++) {
    if (count[r]! > 0)
      most = Math.max(most, strongest[r]! / Math.exp((logarithms[r]! + Math.log(products[r]!)) / count[r]!));
  }
  return most;
}

const rings = new Map<Band, Uint8Array>();

/** Returns the length of each frequency of a band, rounded, in cycles per 64 pixels; 0 for one outside of the band. */
function ringsOf(band: Band): Uint8Array {
  let ring = rings.get(band);
  if (ring === undefined) {
    ring = Uint8Array.from({ length: SPECTRUM_SIZE * SPECTRUM_SIZE }, (_, i) => {
      const [across, down] = [frequency(i % SPECTRUM_SIZE), frequency(Math.floor(i / SPECTRUM_SIZE))];
      const length = Math.hypot(across, down);
      const within = length >= band.from && length < band.to && Math.min(across, down) >= band.offAxis;
      return within ? Math.round(length) : 0;
    });
    rings.set(band, ring);
  }
  return ring;
}

/** Cycles per 64 pixels, whatever the direction. */
function frequency(index: number): number {
  return Math.min(index, SPECTRUM_SIZE - index);
}
