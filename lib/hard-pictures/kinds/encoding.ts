import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { orientPicture } from '../../../lambda/face/picture/pixels/rotate.ts';
import { asSharp } from '../../pictures/encode.ts';

/** A JPEG as phones and web forms write it: chroma halved (4:2:0). @param quality 1 to 100, of libjpeg */
export async function jpegOfQuality(picture: Picture, quality: number): Promise<Uint8Array> {
  return asSharp(picture).jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer();
}

/** The orientation that undoes each of the eight; 6 and 8 undo each other, the others themselves. */
const UNDONE_BY = [0, 1, 2, 3, 4, 5, 8, 7, 6] as const;

/**
 * A JPEG whose pixels are stored turned or mirrored and whose EXIF tag says so: upright once the tag is obeyed.
 *
 * @param orientation 1 to 8 (EXIF 2.32, tag 274)
 */
export async function jpegWithOrientation(picture: Picture, orientation: number): Promise<Uint8Array> {
  const undone = UNDONE_BY[orientation];
  if (!undone) throw new RangeError(`Expected integer between 1 and 8 for orientation but received ${orientation}`);
  return asSharp(orientPicture(picture, undone))
    .withMetadata({ orientation })
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toBuffer();
}
