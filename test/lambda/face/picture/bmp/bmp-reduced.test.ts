import { describe, expect, test } from 'vitest';
import { decodeBmp } from '../../../../../lambda/face/picture/bmp/bmp.ts';
import { decodePicture } from '../../../../../lambda/face/picture/decode.ts';
import { MAX_PIXELS, type Picture } from '../../../../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { encodePng } from '../../../../../lib/pictures/encode.ts';
import { seededRandom } from '../../../../../lib/statistics/random.ts';
import { encodeBmp24, encodeIndexedBmp, encodeRleBmp } from '../../../../support/bmp/bmp-encoder.ts';
import { bmpVariants } from '../../../../support/bmp/bmp-variants.ts';
import { fromPalette, type IndexedPicture, toPalette } from '../../../../support/bmp/palette.ts';

function noise(width: number, height: number): Picture {
  const random = seededRandom(5);
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, () => random.below(256)) };
}

/** Each pixel the rounded mean of factor x factor, or of as many as there are. */
function averaged({ width, height, data }: Picture, factor: number): Picture {
  const [columns, rows] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  const mean = (i: number) => {
    const [column, row, channel] = [Math.trunc(i / 3) % columns, Math.trunc(i / 3 / columns), i % 3];
    const levels: number[] = [];
    for (let y = row * factor; y < Math.min((row + 1) * factor, height); y++) {
      for (let x = column * factor; x < Math.min((column + 1) * factor, width); x++) {
        levels.push(data[3 * (y * width + x) + channel]!);
      }
    }
    return Math.round(levels.reduce((sum, level) => sum + level, 0) / levels.length);
  };
  return { width: columns, height: rows, data: Uint8Array.from({ length: 3 * columns * rows }, (_, i) => mean(i)) };
}

const reduced = (bytes: Uint8Array, factor: number) => decodeBmp(bytes, MAX_PIXELS, () => factor);

describe('a BMP that is made smaller while it is decoded', () => {
  const pictures: [Picture, factors: number[]][] = [
    [noise(23, 17), [2, 3, 7, 17, 40]],
    [noise(24, 16), [2, 4, 8]],
    [noise(1, 31), [5]],
    [noise(31, 1), [5]],
    [drawnFace({ size: 61 }), [3]],
  ];
  for (const [picture, factors] of pictures) {
    for (const factor of factors) {
      test(`${picture.width}x${picture.height}, ${factor} times: the average of the whole picture, of every kind`, () => {
        for (const { name, bytes, expected } of bmpVariants(picture)) {
          const { width, height, data, fileWidth, fileHeight } = reduced(bytes, factor);
          const average = averaged(expected, factor);
          expect([name, width, height]).toEqual([name, average.width, average.height]);
          expect([fileWidth, fileHeight]).toEqual([picture.width, picture.height]);
          expect([name, Buffer.compare(data, average.data)]).toEqual([name, 0]);
        }
      });
    }
  }

  test('the factor may depend on the size in the file, which is checked before', () => {
    const bytes = encodeBmp24(noise(20, 10));
    const seen: number[][] = [];
    const factorFor = ({ width, height }: { width: number; height: number }) => {
      seen.push([width, height]);
      return 2;
    };
    expect(decodeBmp(bytes, 200, factorFor)).toMatchObject({ width: 10, height: 5 });
    expect(() => decodeBmp(bytes, 199, factorFor)).toThrow(expect.objectContaining({ code: 'InvalidImage' }));
    expect(seen).toEqual([[20, 10]]);
  });

  test('40 million pixels become one without an overflow', () => {
    const white = { width: 8000, height: 5000, palette: Uint8Array.of(255, 255, 255), indices: new Uint8Array(40e6) };
    expect([...reduced(encodeIndexedBmp(white, 1), 8000).data]).toEqual([255, 255, 255]);
  });

  test('rows that run lengths skip count with the first colour of the palette', () => {
    const picture = { width: 4, height: 4, palette: Uint8Array.of(100, 100, 100, 200, 200, 200), indices: ones(16) };
    const whole = encodeRleBmp(picture, 8);
    const header = whole.subarray(0, whole.readUInt32LE(10));
    const withRuns = (...runs: number[]) => Buffer.concat([header, Buffer.from(runs)]);
    // The two lowest rows, then a skip of one row, then the highest one.
    const { data } = reduced(withRuns(4, 1, 0, 0, 4, 1, 0, 0, 0, 2, 0, 1, 4, 1, 0, 1), 2);
    expect([...data].filter((_, i) => i % 3 === 0)).toEqual([150, 150, 200, 200]);
    // Seven of 16 pixels.
    expect(() => reduced(withRuns(4, 1, 0, 2, 0, 3, 3, 1, 0, 1), 2)).toThrow();
  });

  test('a file cut off anywhere is refused as it is when it is decoded whole', () => {
    for (const { bytes } of bmpVariants(noise(9, 7))) {
      for (let length = 0; length < bytes.length - 8; length += 1 + (length >> 4)) {
        const cut = bytes.subarray(0, length);
        expect(() => reduced(cut, 3)).toThrow(expect.objectContaining({ code: 'InvalidImage' }));
      }
    }
  });
});

describe('the size that is asked for', () => {
  // 5.1 megapixels, above those that are decoded whole.
  const large = enlarged(toPalette(drawnFace({ size: 251 }), 256), 9);
  const atMost = (side: number) => ({ kind: 'at most', side }) as const;

  test.each<[string, () => Uint8Array]>([
    ['8 bits', () => encodeIndexedBmp(large, 8)],
    ['8 bits, top-down', () => encodeIndexedBmp(large, 8, { topDown: true })],
    ['24 bits', () => encodeBmp24(fromPalette(large))],
    ['RLE8', () => encodeRleBmp(large, 8)],
  ])('%s: as the same picture in a PNG', async (_, encode) => {
    const png = await decodePicture(await encodePng(fromPalette(large)), atMost(190));
    const bmp = await decodePicture(encode(), atMost(190));
    expect(bmp).toMatchObject({ width: 190, height: 190, fileWidth: 2259, fileHeight: 2259 });
    const difference = bmp.data.reduce((sum, level, i) => sum + Math.abs(level - png.data[i]!), 0) / bmp.data.length;
    expect(difference).toBeLessThan(2);
  });

  test.each([1, 7, 899, 900, 901, 2000, 2999, 4499, 4500, 9000, 9001])('%i, to the pixel', async (side) => {
    const wide = { width: 9000, height: 500, palette: Uint8Array.of(7, 8, 9), indices: new Uint8Array(4_500_000) };
    const { width, height, data, ...file } = await decodePicture(encodeIndexedBmp(wide, 1), atMost(side));
    const shrink = Math.min(1, side / 9000);
    expect([width, height]).toEqual([Math.round(9000 * shrink), Math.max(1, Math.round(500 * shrink))]);
    expect(file).toEqual({ fileWidth: 9000, fileHeight: 500 });
    expect(data.every((level, i) => level === 7 + (i % 3))).toBe(true);
  });

  test('small pictures are shrunk from the whole', async () => {
    const face = drawnFace({ size: 500 });
    const [bmp, png] = [encodeBmp24(face), await encodePng(face)];
    const expected = await decodePicture(png, atMost(90));
    const { data, width } = await decodePicture(bmp, atMost(90));
    expect([width, Buffer.compare(data, expected.data)]).toEqual([90, 0]);
  });

  test.each([
    [1000, 2500],
    [1001, 90],
  ])('at a first look, whole up to 2.5 million pixels: %i rows of 2,500', async (height, width) => {
    const picture = { width: 2500, height, palette: Uint8Array.of(7, 8, 9), indices: new Uint8Array(2500 * height) };
    const firstLook = { kind: 'first look', atLeast: 40, atMost: 90 } as const;
    expect((await decodePicture(encodeIndexedBmp(picture, 1), firstLook)).width).toBe(width);
  });
});

/** Each pixel `times` x `times` pixels. */
function enlarged({ width, height, palette, indices }: IndexedPicture, times: number): IndexedPicture {
  const size = { width: times * width, height: times * height };
  const large = new Uint8Array(size.width * size.height);
  for (let y = 0, to = 0; y < size.height; y++) {
    const row = Math.trunc(y / times) * width;
    for (let x = 0; x < size.width; x++) large[to++] = indices[row + Math.trunc(x / times)]!;
  }
  return { ...size, palette, indices: large };
}

function ones(length: number): Uint8Array {
  return new Uint8Array(length).fill(1);
}
