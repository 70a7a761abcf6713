import type { PictureFormat } from '../../lambda/face/picture/format.ts';
import type { Picture } from '../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../lib/pictures/drawn-face.ts';
import { asSharp } from '../../lib/pictures/encode.ts';
import { bmpVariants } from '../support/bmp/bmp-variants.ts';
import { encodeTiffPages, tiffPage } from '../support/tiff-encoder.ts';

/** Valid files of one format, in as many variants as there are branches in a decoder. All small, so that runs are many. */
export async function pictureCorpus(format: PictureFormat): Promise<readonly Buffer[]> {
  const picture = drawnFace({ size: 44 });
  const files = await ENCODERS[format](picture);
  // A fuzzer of nothing would find nothing.
  if (files.length === 0) throw new Error(`The corpus for ${format} is empty`);
  return files;
}

const ENCODERS: Readonly<Record<PictureFormat, (picture: Picture) => Promise<Buffer[]>>> = {
  bmp: async (picture) => bmpVariants(picture).map(({ bytes }) => bytes),
  jpeg: (picture) => {
    const open = () => asSharp(picture);
    return Promise.all([
      open().jpeg().toBuffer(),
      open().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(),
      open().jpeg({ progressive: true }).toBuffer(),
      open().jpeg({ mozjpeg: true }).toBuffer(),
      open().grayscale().jpeg().toBuffer(),
      open().toColourspace('cmyk').jpeg().toBuffer(),
      open().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      open().withIccProfile('p3').jpeg().toBuffer(),
    ]);
  },
  png: (picture) => {
    const open = () => asSharp(picture);
    return Promise.all([
      open().png().toBuffer(),
      open().png({ progressive: true }).toBuffer(),
      open().png({ palette: true }).toBuffer(),
      open().png({ palette: true, colours: 4 }).toBuffer(),
      open().grayscale().png().toBuffer(),
      open().grayscale().ensureAlpha(0.5).png().toBuffer(),
      open().ensureAlpha(0.5).png().toBuffer(),
      open().toColourspace('rgb16').png().toBuffer(),
      open().withMetadata({ orientation: 8 }).png().toBuffer(),
      open().withIccProfile('p3').png().toBuffer(),
    ]);
  },
  tiff: async (picture) => {
    const open = () => asSharp(picture);
    const byLibrary = await Promise.all([
      open().tiff({ compression: 'none' }).toBuffer(),
      open().tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer(),
      open().tiff({ compression: 'deflate' }).toBuffer(),
      open().tiff({ compression: 'packbits' }).toBuffer(),
      open().tiff({ compression: 'jpeg' }).toBuffer(),
      open().tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
      open().grayscale().tiff({ compression: 'none', bitdepth: 1 }).toBuffer(),
      open().toColourspace('rgb16').tiff({ compression: 'lzw' }).toBuffer(),
      open().toColourspace('cmyk').tiff({ compression: 'deflate' }).toBuffer(),
      open().ensureAlpha(0.5).tiff({ compression: 'lzw' }).toBuffer(),
      open().withIccProfile('p3').tiff({ compression: 'lzw' }).toBuffer(),
    ]);
    const pages = [tiffPage(picture, 6), tiffPage(picture)];
    return [...byLibrary, encodeTiffPages(pages), encodeTiffPages(pages, true)];
  },
};
