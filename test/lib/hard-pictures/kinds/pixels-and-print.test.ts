import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { orientPicture } from '../../../../lambda/face/picture/pixels/rotate.ts';
import { jpegOfQuality, jpegWithOrientation } from '../../../../lib/hard-pictures/kinds/encoding.ts';
import { sensorNoise } from '../../../../lib/hard-pictures/kinds/noise.ts';
import { rimColour } from '../../../../lib/hard-pictures/kinds/pixels.ts';
import { halftone, moire } from '../../../../lib/hard-pictures/kinds/print.ts';
import { eyeDistance } from '../../../../lib/hard-pictures/kinds/subject.ts';
import { TINTS, tinted } from '../../../../lib/hard-pictures/kinds/tint.ts';
import { turn } from '../../../../lib/hard-pictures/kinds/warp.ts';
import { encodeJpeg } from '../../../../lib/pictures/encode.ts';
import { canvas } from '../../../../lib/pictures/montage.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { detail, deviation, difference, drawnSubject, mean } from './measures.ts';

const subject = drawnSubject();
const { picture } = subject;

describe('turning', () => {
  test.each([
    [90, 6],
    [180, 3],
    [270, 8],
  ])('by %i degrees is the quarter turns', (degrees, orientation) => {
    expect(difference(turn(picture, degrees, [0, 0, 0]), orientPicture(picture, orientation))).toBeLessThan(1);
  });

  test('by 45 degrees loses nothing and fills the corners', () => {
    const turned = turn(canvas(100, 100, [200, 0, 0]), 45, [0, 0, 200]);
    expect(turned.width).toBe(141);
    const red = turned.data.filter((value, i) => i % 3 === 0 && value > 100).length;
    expect(red / 10_000).toBeCloseTo(1, 1);
  });
});

describe('noise', () => {
  test('has the deviation asked for at middle grey, less in the dark', () => {
    const grey = (value: number) => sensorNoise(canvas(100, 100, [value, value, value]), 20, seededRandom(1));
    expect(deviation(grey(128))).toBeCloseTo(20, -1);
    expect(Math.abs(deviation(grey(128)) - 20)).toBeLessThan(1);
    expect(deviation(grey(20))).toBeLessThan(12);
  });

  test('is the same for the same seed only', () => {
    expect(sensorNoise(picture, 10, seededRandom(1))).toEqual(sensorNoise(picture, 10, seededRandom(1)));
    expect(sensorNoise(picture, 10, seededRandom(1))).not.toEqual(sensorNoise(picture, 10, seededRandom(2)));
  });
});

describe('print', () => {
  test('dots keep the mean light but make it ink or paper', async () => {
    const printed = await halftone(subject, 8);
    expect(Math.abs(mean(printed) - mean(picture))).toBeLessThan(25);
    expect(deviation(printed)).toBeGreaterThan(1.3 * deviation(picture));
  });

  test('fine screens are photographed with enough pixels to show them', async () => {
    const printed = await halftone(subject, 30);
    expect((printed.width / picture.width) * eyeDistance(subject)).toBeCloseTo(120, -1);
  });

  test('moiré darkens in fringes, more with its amplitude', () => {
    const at = (amplitude: number) => difference(moire(subject, amplitude, seededRandom(1)), picture);
    expect(at(0)).toBe(0);
    expect(at(0.6)).toBeGreaterThan(2 * at(0.2));
  });
});

describe('colour', () => {
  test('grey has three equal channels', () => {
    const { data } = tinted(picture, 'grey');
    expect(data.every((value, i) => value === data[i - (i % 3)])).toBe(true);
  });

  test.each(TINTS)('%s differs from the original', (tint) => {
    expect(difference(tinted(picture, tint), picture)).toBeGreaterThan(3);
  });
});

describe('real encoding', () => {
  test('lower quality is smaller and further from the original', async () => {
    const [fine, coarse] = [await jpegOfQuality(picture, 90), await jpegOfQuality(picture, 10)];
    expect(coarse.length).toBeLessThan(0.5 * fine.length);
    const distance = async (file: Uint8Array) => difference(await decodePicture(file), picture);
    expect(await distance(coarse)).toBeGreaterThan(2 * (await distance(fine)));
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i is upright once decoded', async (orientation) => {
    const decoded = await decodePicture(await jpegWithOrientation(picture, orientation));
    expect(difference(decoded, await decodePicture(await encodeJpeg(picture)))).toBeLessThan(2);
  });

  test('another orientation is refused', async () => {
    await expect(jpegWithOrientation(picture, 9)).rejects.toThrow('Expected integer between 1 and 8');
  });
});

test('the rim of a picture of one colour has that colour', () => {
  expect(rimColour(canvas(7, 5, [10, 20, 30]))).toEqual([10, 20, 30]);
  expect(detail(canvas(7, 5, [10, 20, 30]))).toEqual([0, 0]);
});
