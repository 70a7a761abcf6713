import { expect, test } from 'vitest';
import { decodePicture } from '../../../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { TIFF_FORMS, type TiffEntry } from '../../../../support/hostile/tiff-builder.ts';
import { COMPRESSIONS, type CompressionName } from '../../../../support/tiff/compress.ts';
import { LAYOUTS, type SampleTiff, sampleTiff } from '../../../../support/tiff/sample-tiff.ts';

const face = drawnFace({ size: 70 });
const { width, height } = face;
const NAMES = Object.keys(COMPRESSIONS) as CompressionName[];
const level = (x: number, y: number, sample: number) => face.data[3 * (y * width + x) + sample]!;
const extra = (...values: number[]): TiffEntry => ({ tag: 338, type: 'short', values });

function largestDifference(a: Picture, b: Picture): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);
}

const [y, cb, cr] = [
  [0.299, 0.587, 0.114, 0],
  [-0.168_736, -0.331_264, 0.5, 128],
  [0.5, -0.418_688, -0.081_312, 128],
].map(
  ([r, g, b, zero]) =>
    (red: number, green: number, blue: number) =>
      Math.min(255, Math.max(0, Math.round(r! * red + g! * green + b! * blue + zero!))),
);
const yCbCr = (column: number, row: number, sample: number) =>
  [y!, cb!, cr!][sample]!(level(column, row, 0), level(column, row, 1), level(column, row, 2));

type Kind = Pick<SampleTiff, 'samples' | 'type' | 'photometric' | 'valueAt' | 'more'> & {
  readonly predictor: 1 | 2 | 3;
  readonly within: number;
};

const range = (high: number): TiffEntry[] => [
  { tag: 340, type: 'short', values: [0, 0, 0] },
  { tag: 341, type: 'short', values: [high, high, high] },
];
const RGB = { samples: 3, photometric: 2, type: 'u8', valueAt: level } as const;
const WIDE = { type: 'u16', valueAt: (...at: Parameters<typeof level>) => 257 * level(...at) } as const;
const subsampling: TiffEntry = { tag: 530, type: 'short', values: [1, 1] };

/** The same face in each kind of samples, and how far it may be off. */
const KINDS: Readonly<Record<string, Kind>> = {
  'RGB of 8 bits': { ...RGB, predictor: 2, within: 0 },
  'RGB of 16 bits': { ...RGB, ...WIDE, predictor: 2, within: 0 },
  'RGB and two extra samples': {
    ...{ ...RGB, samples: 5, more: [extra(0, 0)], predictor: 2, within: 0 },
    valueAt: (x, row, sample) => (sample < 3 ? level(x, row, sample) : (37 * x + row) & 255),
  },
  'RGB and one sample of which nothing is known': {
    ...{ ...RGB, samples: 4, more: [extra(0)], predictor: 1, within: 0 },
    valueAt: (x, row, sample) => (sample < 3 ? level(x, row, sample) : x & 1 ? 0 : 255),
  },
  'RGB of 16 bits, opaque, and a mask': {
    ...{ ...RGB, ...WIDE, samples: 5, more: [extra(2, 0)], predictor: 2, within: 0 },
    valueAt: (x, row, sample) => (sample < 3 ? 257 * level(x, row, sample) : sample === 3 ? 65_535 : 0),
  },
  'YCbCr without subsampling': {
    ...{ samples: 3, photometric: 6, type: 'u8', valueAt: yCbCr, more: [subsampling], predictor: 2, within: 2 },
  },
  'YCbCr of 16 bits': {
    ...{ samples: 3, photometric: 6, more: [subsampling], predictor: 2, within: 2, type: 'u16' },
    valueAt: (x, row, sample) => 257 * yCbCr(x, row, sample),
  },
  'RGB in floating point of 32 bits': {
    ...{ ...RGB, type: 'f32', more: range(1), predictor: 3, within: 0 },
    valueAt: (...at) => level(...at) / 255,
  },
  'RGB in floating point of 16 bits': {
    ...{ ...RGB, type: 'f16', more: range(1), predictor: 3, within: 1 },
    valueAt: (...at) => level(...at) / 255,
  },
};

const FORMS = TIFF_FORMS.map((form) => ({
  ...{ form, name: `${form.isBig ? 'BigTIFF' : 'TIFF'}, ${form.isBigEndian ? 'big' : 'little'} endian` },
}));

test.each(Object.entries(KINDS).flatMap(([kind, spec]) => LAYOUTS.map((layout) => ({ kind, spec, layout }))))(
  '$kind in $layout',
  async ({ spec, layout }) => {
    for (const { form, name } of FORMS) {
      for (const compression of NAMES) {
        const isPacked = compression !== 'none' && compression !== 'PackBits';
        for (const predictor of new Set([1, isPacked ? spec.predictor : 1] as const)) {
          const bytes = sampleTiff({ ...spec, width, height, form, compression, layout, predictor });
          const found = largestDifference(await decodePicture(bytes), face);
          expect(found, `${name}, ${compression}, predictor ${predictor}`).toBeLessThanOrEqual(spec.within);
        }
      }
    }
  },
);

test.each(LAYOUTS)('grey, grey and two extra samples, and CMYK and an extra sample, in %s', async (layout) => {
  const green = (x: number, row: number) => level(x, row, 1);
  const common = { width, height, layout, compression: 'LZW', form: TIFF_FORMS[0]!, type: 'u8' } as const;
  const grey = sampleTiff({ ...common, samples: 1, photometric: 1, valueAt: green });
  const more = [extra(0, 0)];
  const valueAt = (x: number, row: number, sample: number) => (sample === 0 ? green(x, row) : 7 * x);
  const masked = sampleTiff({ ...common, samples: 3, photometric: 1, more, valueAt });
  expect(largestDifference(await decodePicture(masked), await decodePicture(grey))).toBe(0);

  const ink = (x: number, row: number, sample: number) => (sample < 3 ? 255 - level(x, row, sample) : 0);
  const cmyk = sampleTiff({ ...common, samples: 4, photometric: 5, valueAt: ink });
  const spot = sampleTiff({ ...common, samples: 6, photometric: 5, more, valueAt: ink });
  expect(largestDifference(await decodePicture(spot), await decodePicture(cmyk))).toBe(0);
});

test.each(LAYOUTS)('grey on white through its transparency, in %s', async (layout) => {
  const common = { width, height, layout, samples: 2, photometric: 1, more: [extra(2)] } as const;
  const valueAt = (x: number, row: number, sample: number) => (sample === 0 ? level(x, row, 1) : 153);
  for (const compression of NAMES) {
    const bytes = sampleTiff({ ...common, type: 'u8', form: TIFF_FORMS[0]!, compression, valueAt });
    const { data } = await decodePicture(bytes);
    const expected = (i: number) => 255 - (153 / 255) * (255 - level(i % width, Math.floor(i / width), 1));
    for (let i = 0; i < width * height; i++) expect(Math.abs(data[3 * i]! - expected(i))).toBeLessThanOrEqual(1);
  }
});

test('transparency counts in front of other extra samples', async () => {
  const valueAt = (x: number, row: number, sample: number) =>
    sample < 3 ? level(x, row, sample) : sample === 3 && x >= width >> 1 ? 255 : 0;
  const common = { ...RGB, width, height, layout: 'tiles', compression: 'deflate', form: TIFF_FORMS[0]! } as const;
  const { data } = await decodePicture(sampleTiff({ ...common, samples: 5, more: [extra(2, 0)], valueAt }));
  for (let row = 0; row < height; row++) {
    const at = 3 * row * width;
    expect(data.subarray(at, at + 3 * (width >> 1)).every((value) => value === 255)).toBe(true);
    const half = [at + 3 * (width >> 1), at + 3 * width] as const;
    expect([...data.subarray(...half)]).toEqual([...face.data.subarray(...half)]);
  }
});

test.each([
  ['no range and no profile', [], (value: number) => value],
  ['a range of the picture itself', range(2), (value: number) => 2 * value],
  ['values beyond the range', range(1), (value: number) => 1.5 * value],
  ['values that are no numbers', range(1), () => Number.NaN],
] as const)('floating point with %s is refused', async (_, more, change) => {
  const valueAt = (...at: Parameters<typeof level>) => change(level(...at) / 255);
  const form = TIFF_FORMS[0]!;
  const bytes = sampleTiff({
    ...RGB,
    type: 'f32',
    width,
    height,
    layout: 'strips',
    compression: 'LZW',
    form,
    more,
    valueAt,
  });
  await expect(decodePicture(bytes)).rejects.toMatchObject({ invalid: { reason: 'unsupported-kind' } });
});
