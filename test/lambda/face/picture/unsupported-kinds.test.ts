import { expect, test } from 'vitest';
import { UNSUPPORTED_KINDS, type UnsupportedKindName } from '../../../../lambda/contract/unsupported-kinds.ts';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeBmp24, encodeJpeg } from '../../../../lib/pictures/encode.ts';
import { buildPixelTiff, type PixelSpec, TIFF_FORMS, type TiffEntry } from '../../../support/hostile/tiff-builder.ts';

const face = drawnFace({ size: 64 });
const short = (tag: number, ...values: number[]): TiffEntry => ({ tag, type: 'short', values });

/** A TIFF of 16 x 16 pixels with more bytes than any kind needs. */
function tiff(spec: Partial<PixelSpec>, ...more: TiffEntry[]): Buffer {
  const data = Buffer.alloc(16 * 16 * 64, 1);
  const size = { width: 16, height: 16, compression: 1, segments: [[0, data.length]] as const, data };
  return buildPixelTiff({ ...TIFF_FORMS[0]!, ...size, ...spec, more });
}

async function bmp(headerSize: number, bits: number, compression: number): Promise<Buffer> {
  const whole = encodeBmp24(face);
  const header = Buffer.alloc(14 + headerSize);
  whole.copy(header, 0, 0, 54);
  header.writeUInt32LE(headerSize, 14);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  return Buffer.concat([header, whole.subarray(54)]);
}

async function jpeg(change: (frame: Buffer) => void): Promise<Buffer> {
  const bytes = await encodeJpeg(face);
  change(bytes.subarray(bytes.indexOf(Buffer.of(0xff, 0xc0))));
  return bytes;
}

async function progressive(): Promise<Buffer> {
  const data = await asSharp(face).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer();
  const segments = [[0, data.length]] as const;
  const more = [short(530, 1, 1)];
  return tiff({ width: 64, height: 64, samples: 3, photometric: 6, compression: 7, segments, data }, ...more);
}

const compressed = (compression: number) => () => tiff({ compression });
const coloured = (photometric: number) => () => tiff({ photometric, samples: 3 });

/** A file of each kind. */
const FILES: Readonly<Record<Exclude<UnsupportedKindName, 'tiffPixels'>, readonly (() => Buffer | Promise<Buffer>)[]>> =
  {
    tiffOldJpeg: [compressed(6), () => tiff({ compression: 6, tile: [16, 16] })],
    tiffProgressiveJpeg: [progressive],
    tiffJpeg2000: [33_003, 33_005, 34_712].map(compressed),
    tiffJpegXl: [50_002, 52_546].map(compressed),
    tiffZstd: [compressed(50_000), () => tiff({ compression: 50_000, tile: [16, 16] })],
    tiffLzma: [compressed(34_925)],
    tiffLerc: [compressed(34_887)],
    tiffJbig: [compressed(34_661)],
    tiffOtherCompression: [32_766, 32_809, 9, 65_000].map(compressed),
    tiffLogLuv: [coloured(32_844), coloured(32_845), compressed(34_676)],
    tiffCamera: [coloured(32_803), coloured(34_892)],
    tiffOtherLab: [coloured(9), coloured(10)],
    tiffOtherInks: [() => tiff({ photometric: 5, samples: 4 }, short(332, 2))],
    tiffMask: [() => tiff({ photometric: 4, bits: 1 })],
    tiffOtherColours: [coloured(7), coloured(60_000)],
    tiffSigned: [() => tiff({ samples: 3 }, short(339, 2, 2, 2)), () => tiff({ bits: 16 }, short(339, 2))],
    tiffComplex: [() => tiff({ bits: 64 }, short(339, 6)), () => tiff({ bits: 32 }, short(339, 5))],
    tiffMixed: [() => tiff({ samples: 3 }, short(339, 1, 3, 1))],
    tiffDepth: [
      ...[10, 12, 24, 32].map((bits) => () => tiff({ bits, samples: 3 })),
      ...[3, 12, 32].map((bits) => () => tiff({ bits })),
    ],
    tiffFloatRange: [1, 3].map(
      (samples) => () => tiff({ bits: 32, samples }, short(339, ...Array<number>(samples).fill(3))),
    ),
    tiffFloatKind: [
      () => tiff({ bits: 64 }, short(339, 3)),
      () => tiff({ bits: 32, samples: 4, photometric: 5 }, short(339, 3)),
    ],
    tiffSubsampled: [
      () => tiff({ samples: 3, photometric: 6 }, short(284, 2), short(530, 2, 2)),
      () => tiff({ samples: 3, photometric: 6, bits: 16 }, short(530, 2, 1)),
      () => tiff({ samples: 4, photometric: 6 }, short(530, 2, 2)),
    ],
    tiffVolume: [() => tiff({}, short(32_997, 5))],
    bmpHuffman: [() => bmp(64, 1, 3)],
    bmpRle24: [() => bmp(64, 24, 4)],
    bmpJpeg: [() => bmp(40, 0, 4)],
    bmpPng: [() => bmp(40, 0, 5)],
    bmpCmyk: [() => bmp(40, 32, 11), () => bmp(124, 8, 12)],
    bmpDepth: [() => bmp(40, 64, 0), () => bmp(40, 48, 0)],
    bmpOther: [() => bmp(40, 24, 14)],
    jpegDepth: [
      () =>
        jpeg((frame) => {
          frame[4] = 12;
        }),
    ],
    jpegLossless: [
      () =>
        jpeg((frame) => {
          frame[1] = 0xc3;
        }),
    ],
  };

test.each(Object.entries(FILES))('%s is named, with the remedy', async (name, files) => {
  const { format, kind, remedy } = UNSUPPORTED_KINDS[name as UnsupportedKindName];
  const message = `this ${format} ${kind}, which is not supported; ${remedy}.`;
  for (const file of files) {
    await expect(decodePicture(await file())).rejects.toMatchObject({
      invalid: { reason: 'unsupported-kind', message },
    });
  }
});
