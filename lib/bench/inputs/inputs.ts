import { MAX_FILE_BYTES } from '../../../lambda/contract/limits.ts';
import { resizePicture } from '../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { rotatePicture } from '../../../lambda/face/picture/pixels/rotate.ts';
import { asSharp, encodeBmp24, encodePng, encodeTiff } from '../../pictures/encode.ts';
import { canvas, paste } from '../../pictures/montage.ts';
import { seededRandom } from '../../statistics/random.ts';
import { largestFile } from './fit-to-size.ts';
import type { KindName } from './kind-names.ts';
import { largestPng, largestProgressive, largestTiff } from './largest-uploads.ts';
import { noisyFile } from './noise-of-size.ts';
import { addGrain, frameSitter, type Sitter } from './scene.ts';
import type { Sitters } from './sitters.ts';
import { withOrientation } from './with-orientation.ts';

/** Pairs of uploads of one kind; the benchmark takes them in turns. */
export interface InputKind {
  readonly name: string;
  readonly title: string;
  readonly pairs: readonly (readonly [Buffer, Buffer])[];
}

/** How often a kind is compared: in every round, or in every n-th where one comparison takes long. */
export const EVERY_NTH_ROUND: Readonly<Record<string, number>> = {
  crowd: 5,
  'png-40mp': 10,
  'tiff-40mp': 10,
  progressive: 10,
};

type Make = (sitters: Sitters) => Promise<readonly (readonly [Buffer, Buffer])[]>;

/** People in the group photo and in each crowd. */
const GROUP = 8;
const CROWD = 32;

/** How many different people the groups of these kinds need. */
export function peopleFor(kinds: readonly string[]): number {
  if (kinds.includes('crowd')) return 2 * CROWD;
  return kinds.includes('group') ? GROUP : 0;
}

const KINDS: Readonly<Record<KindName, readonly [title: string, make: Make]>> = {
  small: ['two 640x480 JPEGs', ({ pairs }) => each(pairs, async ([a, b]) => [await webcam(a), await webcam(b)])],
  phone: [
    '12-megapixel phone JPEG, 600x800 document crop',
    ({ pairs }) => each(pairs.slice(0, 2), async ([a, b]) => [await phonePhoto(a), await documentCrop(b)]),
  ],
  'phone-p3': [
    'the same with a Display P3 profile',
    ({ pairs }) => each(pairs.slice(0, 1), async ([a, b]) => [await phonePhoto(a, 'p3'), await documentCrop(b)]),
  ],
  png: ['PNG of 4 MB with the noise of a photo, document crop', (sitters) => largest(sitters, encodePng)],
  bmp: ['BMP of 4 MB, document crop', (sitters) => largest(sitters, async (picture) => encodeBmp24(picture))],
  tiff: ['uncompressed TIFF of 4 MB, document crop', (sitters) => largest(sitters, encodeTiff)],
  group: [
    'group photo of 8, document crop of one of them',
    async ({ crowd }) => [[await groupPhoto(crowd.slice(0, GROUP), 4), await documentCrop(crowd[0]!)]],
  ],
  crowd: [
    'two groups of 32',
    async ({ crowd }) => [
      [await groupPhoto(crowd.slice(0, CROWD), 8), await groupPhoto(crowd.slice(CROWD, 2 * CROWD), 8)],
    ],
  ],
  'png-40mp': ['PNG of 40 megapixels, document crop', ({ pairs }) => withDocument(pairs[0]!, largestPng)],
  'tiff-40mp': ['deflated TIFF of 40 megapixels, document crop', ({ pairs }) => withDocument(pairs[0]!, largestTiff)],
  progressive: [
    'progressive JPEG of 25 megapixels at full chroma, document crop',
    ({ pairs }) => withDocument(pairs[0]!, largestProgressive),
  ],
};

/**
 * Makes the images that are compared. The same sitters give the same bytes.
 *
 * @param names of KIND_NAMES of kind-names.ts
 */
export async function makeInputs(sitters: Sitters, names: readonly string[]): Promise<InputKind[]> {
  const made: InputKind[] = [];
  for (const name of names) {
    const [title, make] = KINDS[name as KindName];
    made.push({ name, title, pairs: await make(sitters) });
  }
  return made;
}

async function each<T>(pairs: Sitters['pairs'], make: (pair: readonly [Sitter, Sitter]) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (const pair of pairs) made.push(await make(pair));
  return made;
}

/** A face of two fifths of the height, with the noise of a small sensor. */
async function webcam(sitter: Sitter): Promise<Buffer> {
  const picture = await frameSitter(sitter, 640, 480, 0.42);
  addGrain(picture, 2, seededRandom(2));
  return asSharp(picture).jpeg({ quality: 85 }).toBuffer();
}

async function documentCrop(sitter: Sitter): Promise<Buffer> {
  return asSharp(await frameSitter(sitter, 600, 800, 0.5))
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** Noise of a phone's sensor after its own smoothing, and the bytes that a photo of 12 megapixels has. */
const PHONE_GRAIN = 3;
const PHONE_BYTES = { least: 2_000_000, wanted: 2_800_000, most: MAX_FILE_BYTES } as const;

/**
 * A selfie as phones store it: 4032x3024 as the sensor lies, EXIF orientation 6, quality 85, a face of two fifths of the
 * upright height.
 */
async function phonePhoto(sitter: Sitter, profile?: 'p3'): Promise<Buffer> {
  const encode = async (deviation: number): Promise<Buffer> => {
    const upright = await frameSitter(sitter, 3024, 4032, 0.4);
    addGrain(upright, deviation, seededRandom(3));
    const jpeg = asSharp(rotatePicture(upright, -1)).jpeg({ quality: 85 });
    const stored = await (profile === undefined ? jpeg : jpeg.withIccProfile(profile)).toBuffer();
    return withOrientation(stored, 6);
  };
  return noisyFile(encode, PHONE_GRAIN, PHONE_BYTES);
}

/** A selfie with as many pixels as fit into a file of 4 MB, in a format whose bytes grow as they do, against a document crop. */
async function largest({ pairs }: Sitters, encode: (picture: Picture) => Promise<Buffer>): Promise<[[Buffer, Buffer]]> {
  return withDocument(pairs[0]!, (sitter) => {
    const photo = async (width: number, height: number): Promise<Buffer> => {
      const picture = await frameSitter(sitter, width, height, 0.4);
      addGrain(picture, 2, seededRandom(4));
      return encode(picture);
    };
    return largestFile(photo, 3 / 4, MAX_FILE_BYTES);
  });
}

async function withDocument(
  [a, b]: readonly [Sitter, Sitter],
  photo: (sitter: Sitter) => Promise<Buffer>,
): Promise<[[Buffer, Buffer]]> {
  return [[await photo(a), await documentCrop(b)]];
}

/** Side in pixels of one person's part of a group photo. */
const TILE = 300;

/** People in rows, each photo with its own surroundings. */
async function groupPhoto(people: readonly Sitter[], columns: number): Promise<Buffer> {
  const rows = Math.ceil(people.length / columns);
  const picture = canvas(columns * TILE, rows * TILE, [148, 150, 152]);
  for (const [i, person] of people.entries()) {
    const tile = await resizePicture(person.picture, TILE, TILE);
    paste(picture, tile, (i % columns) * TILE, Math.floor(i / columns) * TILE);
  }
  return asSharp(picture).jpeg({ quality: 88 }).toBuffer();
}
