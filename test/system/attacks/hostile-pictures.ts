import { crc32, deflateSync } from 'node:zlib';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg } from '../../../lib/pictures/encode.ts';
import { canvas, paste } from '../../../lib/pictures/montage.ts';
import { encodeBmp24 } from '../../support/bmp/bmp-encoder.ts';
import { encodeTiffPages, tiffPage } from '../../support/tiff-encoder.ts';
import { hostileJpegs } from './hostile-jpegs.ts';
import type { HostilePicture } from './hostile-picture.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

function pngChunk(type: string, data: Buffer): Buffer {
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

/** A grey PNG that says it has this size, with these pixel data and more chunks. */
function png(width: number, height: number, pixels: Buffer, chunks: readonly Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    PNG,
    pngChunk('IHDR', header),
    ...chunks,
    pngChunk('IDAT', deflateSync(pixels, { level: 9 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const rows = (width: number, height: number) => Buffer.alloc((width + 1) * height);

/** PNG: bombs and lies. */
function hostilePngs(): HostilePicture[] {
  const small = rows(64, 64);
  const bomb = deflateSync(Buffer.alloc(100_000_000), { level: 9 });
  const text = (type: string, prefix: string) => pngChunk(type, Buffer.concat([Buffer.from(prefix, 'latin1'), bomb]));
  return [
    {
      name: 'PNG, 40 megapixels of nothing',
      bytes: png(8_000, 5_000, rows(8_000, 5_000)),
      expected: ['NoFaceDetected'],
    },
    { name: 'PNG, more than 40 megapixels', bytes: png(8_000, 5_001, rows(8_000, 5_001)), expected: ['InvalidImage'] },
    {
      name: 'PNG that says 2 billion by 2 billion',
      bytes: png(0x7fffffff, 0x7fffffff, small),
      expected: ['InvalidImage'],
    },
    { name: 'PNG that says 0 by 0', bytes: png(0, 0, small), expected: ['InvalidImage'] },
    {
      name: 'PNG that says 6,000 by 6,000 and has 64 by 64',
      bytes: png(6_000, 6_000, small),
      expected: ['InvalidImage'],
    },
    {
      name: 'PNG with 100 MB too many pixels',
      bytes: png(64, 64, Buffer.alloc(100_000_000)),
      expected: ['NoFaceDetected', 'InvalidImage'],
    },
    {
      name: 'PNG with 100 MB of compressed text',
      bytes: png(64, 64, small, [text('zTXt', 'Comment\0\0')]),
      expected: ['NoFaceDetected', 'InvalidImage'],
    },
    {
      name: 'PNG with 30 such texts',
      bytes: png(64, 64, small, Array(30).fill(text('zTXt', 'Comment\0\0'))),
      expected: ['NoFaceDetected', 'InvalidImage'],
    },
    {
      name: 'PNG with 100 MB of international text',
      bytes: png(64, 64, small, [text('iTXt', 'XML:com.adobe.xmp\0\x01\0\0\0')]),
      expected: ['NoFaceDetected', 'InvalidImage'],
    },
    {
      name: 'PNG with a colour profile of 100 MB',
      bytes: png(64, 64, small, [text('iCCP', 'icc\0\0')]),
      expected: ['NoFaceDetected', 'InvalidImage'],
    },
    {
      name: 'PNG with 100,000 chunks',
      bytes: png(64, 64, small, Array(100_000).fill(pngChunk('teXt', Buffer.alloc(4)))),
      expected: ['NoFaceDetected', 'InvalidImage'],
    },
    { name: 'PNG, 1 by 1', bytes: png(1, 1, rows(1, 1)), expected: ['NoFaceDetected', 'InvalidImage'] },
    {
      name: 'PNG, 1 by 100,000',
      bytes: png(1, 100_000, rows(1, 100_000)),
      expected: ['NoFaceDetected', 'InvalidImage'],
    },
    {
      name: 'PNG, 100,000 by 1',
      bytes: png(100_000, 1, rows(100_000, 1)),
      expected: ['NoFaceDetected', 'InvalidImage'],
    },
  ];
}

/** TIFF: pages without end, cycles, lies. */
async function hostileTiffs(): Promise<HostilePicture[]> {
  const face = drawnFace({ seed: 2, size: 240 });
  const dot = tiffPage(canvas(1, 1, [9, 9, 9]));
  const cyclic = encodeTiffPages([tiffPage(face)]);
  cyclic.writeUInt32LE(8, 8 + 2 + 12 * 11);
  const lying = (width: number, height: number) =>
    encodeTiffPages([{ ...tiffPage(canvas(4, 4, [9, 9, 9])), width, height }]);
  const bomb = asSharp(canvas(1, 1, [9, 9, 9])).resize(8_000, 5_000, { fit: 'fill', kernel: 'nearest' });
  return [
    {
      name: 'TIFF of 20,000 pages',
      bytes: encodeTiffPages([tiffPage(face), ...Array(20_000).fill(dot)]),
      expected: ['Success', 'LowQuality', 'InvalidImage'],
    },
    { name: 'TIFF whose next page is itself', bytes: cyclic, expected: ['Success', 'LowQuality', 'InvalidImage'] },
    { name: 'TIFF that says 4 billion by 4 billion', bytes: lying(0xffffffff, 0xffffffff), expected: ['InvalidImage'] },
    { name: 'TIFF that says 40 megapixels and has 16', bytes: lying(8_000, 5_000), expected: ['InvalidImage'] },
    {
      name: 'TIFF of 40 megapixels, deflated',
      bytes: await bomb.clone().tiff({ compression: 'deflate' }).toBuffer(),
      expected: ['NoFaceDetected'],
    },
    {
      name: 'TIFF of 40 megapixels in tiles of 16 by 16',
      bytes: await bomb
        .clone()
        .grayscale()
        .tiff({ compression: 'deflate', tile: true, tileWidth: 256, tileHeight: 256 })
        .toBuffer(),
      expected: ['NoFaceDetected'],
    },
  ];
}

/** BMP: lies, and run lengths. */
function hostileBmps(): HostilePicture[] {
  const face = encodeBmp24(drawnFace({ seed: 2, size: 240 }));
  const sized = (width: number, height: number) => {
    const copy = Buffer.from(face);
    copy.writeInt32LE(width, 18);
    copy.writeInt32LE(height, 22);
    return copy;
  };
  return [
    { name: 'BMP that says 2 billion by 2 billion', bytes: sized(0x7fffffff, 0x7fffffff), expected: ['InvalidImage'] },
    { name: 'BMP of the lowest negative height', bytes: sized(240, -0x80000000), expected: ['InvalidImage'] },
    { name: 'BMP that says 6,000 by 6,000 and has 240 by 240', bytes: sized(6_000, 6_000), expected: ['InvalidImage'] },
    {
      name: 'BMP, 1 by 100,000',
      bytes: encodeBmp24(canvas(1, 100_000, [9, 9, 9])),
      expected: ['NoFaceDetected', 'InvalidImage'],
    },
    {
      name: 'BMP, 100,000 by 1',
      bytes: encodeBmp24(canvas(100_000, 1, [9, 9, 9])),
      expected: ['NoFaceDetected', 'InvalidImage'],
    },
    {
      name: 'BMP of 40 megapixels in run lengths',
      bytes: rle8(8_000, 5_000),
      expected: ['NoFaceDetected'],
    },
    {
      name: 'BMP of 40 megapixels in a single row of run lengths',
      bytes: rle8(40_000_000, 1),
      expected: ['NoFaceDetected'],
    },
  ];
}

/** An RLE8 bitmap of one colour. */
function rle8(width: number, height: number): Buffer {
  const line = Buffer.concat([...runs(width), Buffer.from([0, 0])]);
  const pixels = Buffer.concat([...Array<Buffer>(height).fill(line), Buffer.from([0, 1])]);
  const header = Buffer.alloc(54 + 1024);
  header.write('BM', 'latin1');
  header.writeUInt32LE(header.length + pixels.length, 2);
  header.writeUInt32LE(header.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(8, 28);
  header.writeUInt32LE(1, 30);
  header.fill(0x77, 54);
  return Buffer.concat([header, pixels]);
}

function runs(width: number): Buffer[] {
  return Array.from({ length: Math.ceil(width / 255) }, (_, i) => Buffer.from([Math.min(255, width - 255 * i), 7]));
}

/** Files of two kinds, and crowds. */
async function others(): Promise<HostilePicture[]> {
  const face = await encodeJpeg(drawnFace({ seed: 2 }));
  const script = Buffer.from('<script>alert(1)</script><?php system($_GET[0]); ?>');
  const zip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><image href="file:///etc/passwd"/></svg>';
  return [
    { name: 'JPEG and web page', bytes: Buffer.concat([face, script]), expected: ['Success'] },
    { name: 'JPEG and archive', bytes: Buffer.concat([face, zip]), expected: ['Success'] },
    { name: 'archive and JPEG', bytes: Buffer.concat([zip, face]), expected: ['InvalidImage'] },
    { name: 'GIF and JPEG', bytes: Buffer.concat([Buffer.from('GIF89a'), face]), expected: ['InvalidImage'] },
    { name: 'PDF and JPEG', bytes: Buffer.concat([Buffer.from('%PDF-1.7\n'), face]), expected: ['InvalidImage'] },
    { name: 'SVG that names a file', bytes: Buffer.from(svg), expected: ['InvalidImage'] },
    {
      name: 'a crowd of 500 faces',
      bytes: await crowd(25, 20, 96),
      expected: ['Success', 'LowQuality'],
    },
  ];
}

async function crowd(across: number, down: number, size: number): Promise<Buffer> {
  const picture = canvas(across * size, down * size, [150, 160, 170]);
  const faces = [1, 2, 5, 10].map((seed) => drawnFace({ seed, size, share: 0.7 }));
  for (let i = 0; i < across * down; i++) {
    paste(picture, faces[i % faces.length]!, size * (i % across), size * Math.floor(i / across));
  }
  return encodeJpeg(picture, 85);
}

/** All of them, made here: no file of anybody's. */
export async function hostilePictures(): Promise<HostilePicture[]> {
  return [
    ...hostilePngs(),
    ...(await hostileJpegs()),
    ...(await hostileTiffs()),
    ...hostileBmps(),
    ...(await others()),
  ];
}
