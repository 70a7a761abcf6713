import { PictureError } from '../pixels/picture.ts';
import { type BoundedFile, refuse, refuseSize } from './bounded-file.ts';
import { isPlainProfile } from './colour-profile.ts';
import { MAX_BLOCK_WORK, MAX_COEFFICIENT_BYTES } from './decoder-limits.ts';
import { jpegWork } from './jpeg-work.ts';

/** Medical devices write 12 bits, lossless JPEG up to 16. */
export const UNSUPPORTED_PRECISION = 'This JPEG has more than 8 bits per sample, which is not supported.';

/**
 * Holds a JPEG to what its headers may ask for: coefficients of the whole picture in memory, and scans that go over it.
 *
 * @throws PictureError `InvalidImage`
 */
export function boundJpeg(bytes: Uint8Array): BoundedFile {
  const work = jpegWork(bytes);
  if (work === null) throw refuse();
  if (work.precision > 8) throw new PictureError('InvalidImage', UNSUPPORTED_PRECISION);
  if (work.bufferedBytes > MAX_COEFFICIENT_BYTES || work.blockWork > MAX_BLOCK_WORK) throw refuseSize();
  const { profile } = work;
  return { bytes, usesProfile: profile !== null && profile !== 'damaged' && isPlainProfile(profile) };
}
