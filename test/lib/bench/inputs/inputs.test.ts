import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES, MAX_FILE_BYTES } from '../../../../lambda/contract/limits.ts';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { pictureFormat } from '../../../../lambda/face/picture/format.ts';
import { largestFile } from '../../../../lib/bench/inputs/fit-to-size.ts';
import { type InputKind, makeInputs, peopleFor } from '../../../../lib/bench/inputs/inputs.ts';
import { KIND_NAMES } from '../../../../lib/bench/inputs/kind-names.ts';
import { drawnSitters } from '../../../../lib/bench/inputs/sitters.ts';

describe('the inputs of the benchmark, drawn', () => {
  let inputs: Map<string, InputKind>;
  beforeAll(async () => {
    const sitters = drawnSitters(peopleFor(KIND_NAMES));
    expect(sitters.source).toBe('drawn faces');
    // Only one pair of the three: each further pair takes as long again.
    const one = { ...sitters, pairs: sitters.pairs.slice(0, 1) };
    inputs = new Map((await makeInputs(one, KIND_NAMES)).map((kind) => [kind.name, kind]));
  });
  const first = (kind: string): Buffer => inputs.get(kind)!.pairs[0]![0];
  const second = (kind: string): Buffer => inputs.get(kind)!.pairs[0]![1];

  it('may all be uploaded', () => {
    for (const { pairs } of inputs.values()) {
      for (const [a, b] of pairs) {
        expect(Math.max(a.length, b.length)).toBeLessThanOrEqual(MAX_FILE_BYTES);
        expect(a.length + b.length).toBeLessThan(MAX_BODY_BYTES);
      }
    }
  });

  it.each(['phone', 'phone-p3'])('%s is a photo of 12 megapixels as phones store it', async (kind) => {
    const { width, height, orientation, format, icc } = await sharp(first(kind)).metadata();
    expect([width, height, orientation, format]).toEqual([4032, 3024, 6, 'jpeg']);
    expect(icc !== undefined).toBe(kind === 'phone-p3');
    expect(first(kind).length).toBeGreaterThan(1_500_000);
    const { width: w, height: h } = await decodePicture(second(kind));
    expect([w, h]).toEqual([600, 800]);
  });

  it('has two pictures of 640x480', async () => {
    for (const file of inputs.get('small')!.pairs.flat()) {
      const { width, height } = await decodePicture(file);
      expect([width, height]).toEqual([640, 480]);
    }
  });

  it.each(['png', 'bmp', 'tiff'] as const)('%s is as large as the limit lets it be', (kind) => {
    expect(pictureFormat(first(kind))).toBe(kind);
    expect(first(kind).length).toBeGreaterThan(0.95 * MAX_FILE_BYTES);
  });

  it.each([
    ['png-40mp', 'png', 40e6],
    ['tiff-40mp', 'tiff', 40e6],
    ['progressive', 'jpeg', 25e6],
  ] as const)('%s has as many pixels as are accepted, and a face in them', async (kind, format, most) => {
    const file = first(kind);
    expect(pictureFormat(file)).toBe(format);
    const { width, height, isProgressive } = await sharp(file).metadata();
    expect(width * height).toBeLessThanOrEqual(most);
    expect(width * height).toBeGreaterThan(0.99 * most);
    expect(isProgressive).toBe(kind === 'progressive');
    const { fileWidth, width: shown, height: high, data } = await decodePicture(file, { kind: 'at most', side: 400 });
    expect([fileWidth, shown, high]).toEqual([width, 300, 400]);
    // The middle of the face is brighter than the background next to it.
    const red = (x: number, y: number): number => data[3 * (y * shown + x)]!;
    expect(Math.abs(red(150, 190) - red(10, 10))).toBeGreaterThan(10);
  });

  it('has a progressive JPEG for which nearly all the memory is needed that is granted', async () => {
    const { width, height, channels, chromaSubsampling } = await sharp(first('progressive')).metadata();
    expect(chromaSubsampling).toBe('4:4:4');
    expect(2 * channels * width * height).toBeGreaterThan(149_000_000);
  });

  it('has groups of different people', () => {
    expect(first('crowd').equals(second('crowd'))).toBe(false);
    expect([peopleFor(['small']), peopleFor(['group']), peopleFor(['group', 'crowd'])]).toEqual([0, 8, 64]);
  });
});

describe('the largest file below a limit', () => {
  it('is found for a format of any density', async () => {
    for (const bytesPerPixel of [0.1, 1.7, 3, 8]) {
      const encode = async (w: number, h: number) => Buffer.alloc(100 + Math.round(w * h * bytesPerPixel));
      const file = await largestFile(encode, 3 / 4, 1_000_000);
      expect(file.length).toBeLessThanOrEqual(1_000_000);
      expect(file.length).toBeGreaterThan(970_000);
    }
  });

  it('is refused where nothing fits', async () => {
    await expect(largestFile(async () => Buffer.alloc(500), 1, 400)).rejects.toThrow('at most 400 bytes');
  });
});
