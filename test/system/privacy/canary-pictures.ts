import { crc32 } from 'node:zlib';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg } from '../../../lib/pictures/encode.ts';
import { canvas, paste } from '../../../lib/pictures/montage.ts';
import { type Random, seededRandom } from '../../../lib/statistics/random.ts';
import { encodeBmp24 } from '../../support/bmp/bmp-encoder.ts';

/** An image to be looked for: its pixels and its metadata occur nowhere else. */
export interface CanaryPicture {
  readonly bytes: Buffer;
  /** What the metadata say, by field. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Letters and digits that nobody else writes. */
export function canaryText(random: Random, kind: string): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  return `canary-${kind}-${Array.from({ length: 24 }, () => letters[random.below(letters.length)]).join('')}`;
}

/** A drawn face before a wall of noise, so that its pixels and its file are unlike any other. */
export function noisyFace(seed: number, size = 400): Picture {
  const random = seededRandom(seed + size);
  const wall = noise(random, size + 160, size + 80);
  paste(wall, drawnFace({ seed, size }), 80, 40);
  return wall;
}

/** Nobody, only noise. */
export function noise(random: Random, width: number, height: number): Picture {
  const picture = canvas(width, height, [0, 0, 0]);
  for (let i = 0; i < picture.data.length; i++) picture.data[i] = random.below(256);
  return picture;
}

/** JPEG with EXIF (description, artist, place), XMP and a comment. */
export async function canaryJpeg(picture: Picture, seed: number): Promise<CanaryPicture> {
  const random = seededRandom(seed ^ 0x5eed);
  const [description, artist, xmp, comment] = ['exif', 'artist', 'xmp', 'comment'].map((kind) =>
    canaryText(random, kind),
  ) as [string, string, string, string];
  const bytes = await asSharp(picture)
    .jpeg({ quality: 92 })
    .withExif({
      IFD0: { ImageDescription: description, Artist: artist },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 12/1 30/1' },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><canary>${xmp}</canary></x:xmpmeta>`)
    .toBuffer();
  const text = Buffer.from(comment);
  const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, text.length + 2]), text]);
  return {
    bytes: Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)]),
    texts: { description, artist, xmp, comment },
  };
}

/** PNG with a text chunk. */
export async function canaryPng(picture: Picture, seed: number): Promise<CanaryPicture> {
  const comment = canaryText(seededRandom(seed ^ 0x5eed), 'text-chunk');
  const bytes = await asSharp(picture).png({ compressionLevel: 1 }).toBuffer();
  const data = Buffer.from(`tEXtComment\0${comment}`, 'latin1');
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length - 4);
  check.writeUInt32BE(crc32(data));
  // After the signature and the IHDR chunk.
  return {
    bytes: Buffer.concat([bytes.subarray(0, 33), length, data, check, bytes.subarray(33)]),
    texts: { textChunk: comment },
  };
}

/** BMP, whose bytes are its pixels. */
export function canaryBmp(picture: Picture): CanaryPicture {
  return { bytes: encodeBmp24(picture), texts: {} };
}

/** TIFF, uncompressed. */
export async function canaryTiff(picture: Picture): Promise<CanaryPicture> {
  return { bytes: await asSharp(picture).tiff({ compression: 'none' }).toBuffer(), texts: {} };
}

/** A face too small to compare. */
export async function tinyFace(seed: number): Promise<Buffer> {
  return encodeJpeg(drawnFace({ seed, size: 60 }));
}
