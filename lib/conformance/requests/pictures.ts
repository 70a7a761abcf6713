import { decodePicture, resizePicture } from '../../../lambda/face/picture/decode.ts';
import { MAX_PIXELS, type Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../pictures/drawn-face.ts';
import { asSharp, encodeBmp24, encodeJpeg, encodePng, encodeTiff } from '../../pictures/encode.ts';
import { canvas, paste } from '../../pictures/montage.ts';

/** Files of two images. */
export type FilePair = readonly [Uint8Array, Uint8Array];

/** The images that the checks send, as files. */
export interface SuitePictures {
  /** Two photos of one person; `null` if none were given, because a server's decision on drawings is not predictable. */
  readonly same: FilePair | null;
  /** Photos of two people; `null` if none were given. */
  readonly different: FilePair | null;
  /** A face as a file of each supported format. */
  readonly formats: Readonly<Record<'JPG' | 'PNG' | 'BMP' | 'TIFF', Uint8Array>>;
  /** Two separate faces: the photos of two people, or else two drawings. */
  readonly faces: FilePair;
  /** Two images of both faces: with the first on the left and larger, and the other way round. */
  readonly groups: FilePair;
  /** An image without anything to see. */
  readonly blank: Uint8Array;
  /** The first drawing with 7 pixels between the eyes. */
  readonly tiny: Uint8Array;
  /** Files that no decoder accepts, by description. */
  readonly undecodable: Readonly<Record<string, Uint8Array>>;
}

/**
 * Makes the images. If no photos are given, our own drawings replace them.
 *
 * @param same, different files of photos
 * @throws PictureError when a photo cannot be decoded here
 */
export async function suitePictures(same: FilePair | null, different: FilePair | null): Promise<SuitePictures> {
  const drawing = drawnFace({ seed: 1 });
  const jpg = await encodeJpeg(drawing);
  const two: readonly [Picture, Picture] = different
    ? [await decodePicture(different[0]), await decodePicture(different[1])]
    : [drawing, drawnFace({ seed: 10 })];
  return {
    same,
    different,
    formats: {
      JPG: jpg,
      PNG: await encodePng(drawing),
      BMP: encodeBmp24(drawing),
      TIFF: await encodeTiff(drawing),
    },
    faces: different ?? [jpg, await encodeJpeg(two[1])],
    groups: [await groupOf(two[0], two[1]), await groupOf(two[1], two[0])],
    blank: await encodeJpeg(canvas(400, 400, [120, 150, 180])),
    tiny: await encodePng(drawnFace({ seed: 1, size: 40 })),
    undecodable: {
      'a text': Buffer.from('This is not a picture.\n'.repeat(20)),
      'a JPG cut off in the middle': jpg.subarray(0, jpg.length / 2),
      'a GIF': await asSharp(drawing).gif().toBuffer(),
      'a WebP': await asSharp(drawing).webp().toBuffer(),
      'an image of more than 40 megapixels': await hugePicture(),
    },
  };
}

/** Returns two images side by side, 480 and 360 pixels high. */
async function groupOf(left: Picture, right: Picture): Promise<Uint8Array> {
  const [large, small] = [await toHeight(left, 480), await toHeight(right, 360)];
  const group = canvas(large.width + small.width + 60, 520, [150, 160, 170]);
  paste(group, large, 20, 20);
  paste(group, small, large.width + 40, 80);
  return encodeJpeg(group);
}

function toHeight(picture: Picture, height: number): Promise<Picture> {
  return resizePicture(picture, Math.max(1, Math.round((picture.width * height) / picture.height)), height);
}

/** Returns an image one row above the limit. It has a single colour, so that the file is small. */
async function hugePicture(): Promise<Uint8Array> {
  const width = 8000;
  const height = MAX_PIXELS / width + 1;
  const dot = asSharp(canvas(1, 1, [200, 200, 200])).toColourspace('b-w');
  return dot.resize(width, height, { fit: 'fill', kernel: 'nearest' }).png().toBuffer();
}
