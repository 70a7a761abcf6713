import { crc32, deflateSync } from 'node:zlib';
import { encodeBmp24 } from '../../lib/pictures/bmp-encoder.ts';
import { drawnFace } from '../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg } from '../../lib/pictures/encode.ts';
import { canvas, paste } from '../../lib/pictures/montage.ts';
import { encodeTiffPages, tiffPage } from '../support/tiff-encoder.ts';

/** What a picture made to do harm must be answered with. */
export type ExpectedStatus = 'InvalidImage' | 'NoFaceDetected' | 'Success' | 'LowQuality';

export interface HostilePicture {
  readonly name: string;
  readonly bytes: Buffer;
  /** One of these. */
  readonly expected: readonly ExpectedStatus[];
}

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

/** A JPEG marker segment. */
function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** JPEG: lies, metadata, and scans that are read again and again. */
async function hostileJpegs(): Promise<HostilePicture[]> {
  const face = await encodeJpeg(drawnFace({ seed: 2 }));
  const afterStart = (...segments: Buffer[]) => Buffer.concat([face.subarray(0, 2), ...segments, face.subarray(2)]);
  const flat = asSharp(canvas(1, 1, [120, 130, 140])).resize(6_000, 6_600, { fit: 'fill', kernel: 'nearest' });
  const exif = (data: Buffer) => segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), data]));
  const cyclicIfd = Buffer.from('49492a00080000000100120103000100000006000000' + '08000000', 'hex');
  const icc = (i: number, n: number, bytes: number) =>
    segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0'), Buffer.from([i, n]), Buffer.alloc(bytes, i)]));
  const face200 = asSharp(drawnFace({ seed: 2, size: 200 }));
  const progressive = await face200.clone().jpeg({ progressive: true }).toBuffer();
  const largeProgressive = await flat.clone().jpeg({ progressive: true }).toBuffer();
  return [
    { name: 'JPEG that says 65,535 by 65,535', bytes: withJpegSize(face, 65_535, 65_535), expected: ['InvalidImage'] },
    {
      name: 'JPEG that says 6,000 by 6,000 and has 400 by 400',
      bytes: withJpegSize(face, 6_000, 6_000),
      // The rest is filled with grey: libjpeg only warns of it, and so do we not refuse it.
      expected: ['InvalidImage', 'NoFaceDetected'],
    },
    { name: 'JPEG that says 0 by 0', bytes: withJpegSize(face, 0, 0), expected: ['InvalidImage'] },
    {
      name: 'JPEG, 1 by 60,000',
      bytes: await asSharp(canvas(1, 60_000, [9, 9, 9]))
        .jpeg()
        .toBuffer(),
      expected: ['NoFaceDetected'],
    },
    {
      name: 'JPEG, 60,000 by 1',
      bytes: await asSharp(canvas(60_000, 1, [9, 9, 9]))
        .jpeg()
        .toBuffer(),
      expected: ['NoFaceDetected'],
    },
    {
      name: 'JPEG with 50 EXIF blocks of 64 kB',
      bytes: afterStart(...Array(50).fill(exif(Buffer.alloc(65_000, 0x2a)))),
      expected: ['Success'],
    },
    {
      name: 'JPEG with an EXIF directory that refers to itself',
      bytes: afterStart(exif(cyclicIfd)),
      expected: ['Success', 'LowQuality', 'NoFaceDetected'],
    },
    {
      name: 'JPEG with an EXIF directory of 65,535 entries',
      bytes: afterStart(exif(Buffer.concat([Buffer.from('49492a0008000000ffff', 'hex'), Buffer.alloc(60_000, 1)]))),
      expected: ['Success'],
    },
    {
      name: 'JPEG with 3 MB of a colour profile of nonsense',
      bytes: afterStart(...Array.from({ length: 46 }, (_, i) => icc(i + 1, 46, 65_000))),
      expected: ['Success', 'LowQuality', 'NoFaceDetected'],
    },
    {
      name: 'JPEG with 200,000 empty comments',
      bytes: afterStart(Buffer.concat(Array(200_000).fill(segment(0xfe, Buffer.alloc(0))))),
      expected: ['Success'],
    },
    {
      name: 'JPEG whose last scan comes 20,000 times',
      bytes: repeatLastScan(progressive, 20_000, 3_900_000),
      expected: ['Success', 'LowQuality', 'InvalidImage'],
    },
    {
      name: 'JPEG of 40 megapixels whose last scan comes again until 4 MB are full',
      bytes: repeatLastScan(largeProgressive, 20_000, 3_900_000),
      expected: ['NoFaceDetected', 'InvalidImage'],
    },
  ];
}

function withJpegSize(jpeg: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(jpeg);
  for (let at = 2; at + 9 < copy.length; at += 2 + copy.readUInt16BE(at + 2)) {
    if (copy[at + 1]! >= 0xc0 && copy[at + 1]! <= 0xc2) {
      copy.writeUInt16BE(height, at + 5);
      copy.writeUInt16BE(width, at + 7);
      return copy;
    }
  }
  throw new Error('The JPEG has no frame header.');
}

/** From the last start of a scan on, again and again: each time the decoder goes over the whole picture. */
function repeatLastScan(jpeg: Buffer, times: number, maxBytes: number): Buffer {
  const start = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = jpeg.subarray(start, jpeg.length - 2);
  const fitting = Math.min(times, Math.floor((maxBytes - jpeg.length) / scan.length));
  return Buffer.concat([jpeg.subarray(0, -2), ...Array<Buffer>(Math.max(1, fitting)).fill(scan), jpeg.subarray(-2)]);
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
