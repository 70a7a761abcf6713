import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg } from '../../../lib/pictures/encode.ts';
import { canvas } from '../../../lib/pictures/montage.ts';
import type { HostilePicture } from './hostile-picture.ts';

/** A JPEG marker segment. */
function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** JPEG: lies, metadata, and scans that are read again and again. */
export async function hostileJpegs(): Promise<HostilePicture[]> {
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
      // The rest is filled with grey: libjpeg only warns about it, so our decoder does not reject it.
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

/** Repeats a file from the start of its last scan on: each time the decoder goes over the whole image. */
function repeatLastScan(jpeg: Buffer, times: number, maxBytes: number): Buffer {
  const start = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = jpeg.subarray(start, jpeg.length - 2);
  const fitting = Math.min(times, Math.floor((maxBytes - jpeg.length) / scan.length));
  return Buffer.concat([jpeg.subarray(0, -2), ...Array<Buffer>(Math.max(1, fitting)).fill(scan), jpeg.subarray(-2)]);
}
