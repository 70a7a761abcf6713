import { MAX_FILE_BYTES } from '../../../lambda/contract/limits.ts';
import { MAX_PIXELS, type Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { asSharp } from '../../pictures/encode.ts';
import { seededRandom } from '../../statistics/random.ts';
import { noisyFile } from './noise-of-size.ts';
import { addGrain, frameSitter, type Sitter } from './scene.ts';

/** Each pixel of a small image is repeated so often in a row and in rows: a scan enlarged, which deflates well. */
const REPEATED = 8;
/** Width over height, and the share of the height that the face has: those of a selfie. */
const ASPECT = 3 / 4;
const FACE = 0.4;

/** A PNG with as many pixels as are accepted. Its rows are filtered, as image editors do it. */
export function largestPng(sitter: Sitter): Promise<Buffer> {
  return deflated(sitter, (picture) => asSharp(picture).png({ adaptiveFiltering: true }).toBuffer());
}

/** A deflated TIFF with as many pixels as are accepted. */
export function largestTiff(sitter: Sitter): Promise<Buffer> {
  const options = { compression: 'deflate', predictor: 'none' } as const;
  return deflated(sitter, (picture) => asSharp(picture).tiff(options).toBuffer());
}

async function deflated(sitter: Sitter, encode: (picture: Picture) => Promise<Buffer>): Promise<Buffer> {
  const [width, height] = sides(MAX_PIXELS / REPEATED ** 2);
  const size = { least: 0, wanted: 0.8 * MAX_FILE_BYTES, most: MAX_FILE_BYTES };
  const once = await frameSitter(sitter, width, height, FACE);
  return noisyFile((deviation) => encode(repeatPixels(withGrain(once, deviation), REPEATED)), 2, size);
}

/**
 * Progressive JPEGs at full chroma are accepted up to this many pixels: libjpeg then holds the 150 MB that
 * lambda/face/picture/decode.ts allows, three coefficients of 16 bits for each.
 */
const MAX_PROGRESSIVE_PIXELS = 25_000_000;

/** A progressive JPEG for which the decoder has to hold as much as is accepted, with most of the bytes. */
export async function largestProgressive(sitter: Sitter): Promise<Buffer> {
  const photo = await frameSitter(sitter, ...sides(MAX_PROGRESSIVE_PIXELS), FACE);
  const options = { quality: 80, progressive: true, chromaSubsampling: '4:4:4' } as const;
  const size = { least: 0.65 * MAX_FILE_BYTES, wanted: 0.85 * MAX_FILE_BYTES, most: MAX_FILE_BYTES };
  return noisyFile((deviation) => asSharp(withGrain(photo, deviation)).jpeg(options).toBuffer(), 5, size);
}

/** Width and height of an image of at most so many pixels. */
function sides(pixels: number): [number, number] {
  const height = Math.floor(Math.sqrt(pixels / ASPECT));
  return [Math.floor(height * ASPECT), height];
}

function withGrain(picture: Picture, deviation: number): Picture {
  const noisy = { ...picture, data: picture.data.slice() };
  addGrain(noisy, deviation, seededRandom(6));
  return noisy;
}

function repeatPixels({ width, height, data: source }: Picture, times: number): Picture {
  const row = 3 * width * times;
  const data = new Uint8Array(row * height * times);
  for (let y = 0, from = 0; y < height; y++) {
    const start = row * times * y;
    for (let to = start; to < start + row; from += 3) {
      for (let k = 0; k < times; k++, to += 3) {
        data[to] = source[from]!;
        data[to + 1] = source[from + 1]!;
        data[to + 2] = source[from + 2]!;
      }
    }
    for (let k = 1; k < times; k++) data.copyWithin(start + k * row, start, start + row);
  }
  return { width: width * times, height: height * times, data };
}
