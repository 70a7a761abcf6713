import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { orientPicture } from '../../../lambda/face/picture/pixels/rotate.ts';
import { cropStored, decodeStored, uprightSize, uprightView } from '../../../lib/baseline/plain-picture.ts';
import { withOrientation } from '../../../lib/bench/inputs/with-orientation.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg } from '../../../lib/pictures/encode.ts';

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];
/** The orientation that undoes each: all but the quarter turns undo themselves. */
const UNDONE_BY: Readonly<Record<number, number>> = { 6: 8, 8: 6 };

/** Smooth, unlike its mirror images and turns in every part, not square. */
const WIDTH = 150;
const HEIGHT = 200;
const upright: Picture = { width: WIDTH, height: HEIGHT, data: new Uint8Array(3 * WIDTH * HEIGHT) };
for (let y = 0, p = 0; y < HEIGHT; y++) {
  for (let x = 0; x < WIDTH; x++, p += 3) upright.data.set([x + 20, y + 30, 90 + 60 * Math.sin(x / 20 + y / 35)], p);
}
const storedAs = (orientation: number, picture = upright) => ({
  picture: orientPicture(picture, UNDONE_BY[orientation] ?? orientation),
  orientation,
});

/** The largest difference of two images of one size, in values of 0 to 255. */
function difference(a: Picture, b: Picture): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);
}

describe.each(ORIENTATIONS)('a picture stored in orientation %i', (orientation) => {
  it('is decoded as it lies, and says how it has to be turned', async () => {
    const file = withOrientation(await encodeJpeg(storedAs(orientation).picture, 100), orientation);
    const stored = await decodeStored(file);
    expect(stored.orientation).toBe(orientation);
    expect(difference(stored.picture, storedAs(orientation).picture)).toBeLessThan(8);
  });

  it('is shown upright to the detector, shrunk', () => {
    const view = uprightView(storedAs(orientation), 80);
    expect([view.width, view.height]).toEqual([60, 80]);
    expect(difference(view, uprightView(storedAs(1), 80))).toBeLessThanOrEqual(1);
    expect(uprightSize(storedAs(orientation))).toEqual({ width: WIDTH, height: HEIGHT });
  });

  it('gives the crop that the upright picture gives', () => {
    const lean = { a: 0.6, b: 0.15, tx: -12, ty: -30 };
    const crop = cropStored(storedAs(orientation), lean, 64);
    expect(difference(crop, cropStored(storedAs(1), lean, 64))).toBeLessThanOrEqual(1);
    expect(crop.data[3 * (64 * 32 + 32)]).toBeGreaterThan(20);
  });
});

describe('a picture of the plain pipeline', () => {
  it('is shrunk to what it shows, and not enlarged', () => {
    const view = uprightView(storedAs(1), 100);
    // The middle of a pixel at half the size lies between two pixels.
    expect([...view.data.subarray(3 * (75 * 50 + 20), 3 * (75 * 50 + 20) + 2)]).toEqual([61, 131]);
    expect(uprightView(storedAs(1), 640)).toBe(upright);
  });

  it('is cropped where the transform says, black outside of it', () => {
    const crop = cropStored(storedAs(1), { a: 1, b: 0, tx: -100.5, ty: -50 }, 64);
    expect(crop.data[0]).toBe(Math.round(100.5 + 20));
    expect(crop.data[1]).toBe(50 + 30);
    expect([...crop.data.subarray(3 * 60, 3 * 61)]).toEqual([0, 0, 0]);
  });

  it('has three channels, whether it was grey or had more', async () => {
    const face = drawnFace({ seed: 2, size: 100 });
    const drawn = () => asSharp(face);
    for (const file of [drawn().ensureAlpha().png(), drawn().greyscale().jpeg(), drawn().png({ palette: true })]) {
      expect((await decodeStored(await file.toBuffer())).picture.data).toHaveLength(3 * 100 * 100);
    }
  });
});
