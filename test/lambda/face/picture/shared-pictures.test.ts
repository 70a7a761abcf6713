import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { InvalidReason } from '../../../../lambda/contract/invalid-image.ts';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { PictureError } from '../../../../lambda/face/picture/pixels/picture.ts';
import { describeUnless, SHARED_DIR } from '../../../support/shared.ts';

const folder = join(SHARED_DIR, 'cases/pictures');
const missing = existsSync(folder) ? null : 'there are no files in ../shared/cases/pictures';
const read = (name: string) => readFileSync(join(folder, name));

/** A reason, or the most levels by which an image may be off, transparent columns at the left, which are white, left out. */
const CASES: Readonly<Record<string, InvalidReason | readonly [within: number, white: number]>> = {
  'reference.png': [0, 0],
  'exif2-after-idat.png': [1, 0],
  'fr-rgb-tile-zip-cut50.tif': 'truncated',
  'fr-rgb-tile-zip-dam.tif': 'damaged',
  'fr-rgb-strip-zip-cut50.tif': 'truncated',
  'ojpeg-strip.tif': 'unsupported-kind',
  'ycc444.tif': [5, 0],
  'float-icc.tif': [3, 0],
  'float-0-to-1.tif': [3, 0],
  'lab8-alpha.tif': [12, 9],
  'lab8.tif': [12, 0],
  'rgb-two-extra.tif': [1, 0],
  'tiled-planar.tif': [1, 0],
};
const WHOLE = Object.entries(CASES).flatMap(([name, expected]) => (typeof expected === 'string' ? [] : [name]));

describeUnless(missing, 'pictures that people really have', () => {
  test('each stands in the table', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(readdirSync(folder).toSorted());
  });

  test.each(Object.entries(CASES))('%s', async (name, expected) => {
    if (typeof expected === 'string') {
      await expect(decodePicture(read(name))).rejects.toMatchObject({ invalid: { reason: expected } });
      return;
    }
    const [within, white] = expected;
    const reference = await decodePicture(read('reference.png'));
    const { width, height, data } = await decodePicture(read(name));
    expect([width, height]).toEqual([reference.width, reference.height]);
    for (let i = 0; i < data.length; i++) {
      const isWhite = Math.floor(i / 3) % width < white;
      const off = Math.abs(data[i]! - (isWhite ? 255 : reference.data[i]!));
      if (off > within) expect.fail(`${off} levels off at byte ${i}`);
    }
  });

  describe.each(WHOLE)('%s', (name) => {
    test('cut off at 20 places', async () => {
      const bytes = read(name);
      for (let cut = 0; cut < 20; cut++) {
        const part = bytes.subarray(0, Math.floor((bytes.length * cut) / 20));
        await expect(decodePicture(part)).rejects.toBeInstanceOf(PictureError);
      }
    });

    test('a damaged byte at 50 places', async () => {
      const whole = await decodePicture(read(name));
      for (let i = 0; i < 50; i++) {
        const bytes = read(name);
        const at = Math.floor((bytes.length * (i + 0.5)) / 50);
        bytes[at]! ^= [0xff, 0x55, 0x01, 0x80][i % 4]!;
        const picture = await decodePicture(bytes).catch((error: unknown) => error);
        if (picture instanceof PictureError) continue;
        expect(picture).toMatchObject({ width: whole.width, height: whole.height });
        // LZW has no checksum: what comes out is what any decoder makes of it, and no part of it is blank.
        expect(blankSquares(picture as typeof whole)).toBe(blankSquares(whole));
      }
    });
  });
});

/** Squares of 32 x 32 pixels that are all black or all white. */
function blankSquares({ width, height, data }: { width: number; height: number; data: Uint8Array }): number {
  let blank = 0;
  for (let top = 0; top + 32 <= height; top += 32) {
    for (let left = 0; left + 32 <= width; left += 32) {
      const rows = Array.from({ length: 32 }, (_, y) =>
        data.subarray(3 * ((top + y) * width + left), 3 * ((top + y) * width + left + 32)),
      );
      if ([0, 255].some((colour) => rows.every((row) => row.every((value) => value === colour)))) blank++;
    }
  }
  return blank;
}
