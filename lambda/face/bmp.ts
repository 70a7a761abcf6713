import { type Picture, PictureError } from './picture.ts';

/** Decodes a BMP file. Follows in the next commit: until then every BMP is refused. */
export function decodeBmp(_bytes: Uint8Array, _maxPixels: number): Picture {
  throw new PictureError('InvalidImage', 'The picture could not be decoded.');
}
