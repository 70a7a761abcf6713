import { byCommand, byImageMagick, type Exceptions, FEW_COLOURS, type ForeignPicture } from './foreign-picture.ts';

const LAYOUTS: Readonly<Record<string, string>> = {
  strips: '-s -r 32',
  strip: '-s -r 4000',
  tiles: '-t -w 64 -l 80',
  'strip-planes': '-p separate -s -r 32',
  'tile-planes': '-p separate -t -w 64 -l 80',
};
const CODECS: Readonly<Record<string, string>> = {
  none: '-c none',
  packbits: '-c packbits',
  lzw: '-c lzw',
  'lzw-2': '-c lzw:2',
  zip: '-c zip',
  'zip-2': '-c zip:2',
};
/** Byte order and size of offsets, which take turns. */
const FORMS = ['-L', '-B', '-L -8', '-B -8'];

interface Base {
  /** The file that `tiffcp` copies. */
  readonly name: string;
  readonly layouts: readonly (keyof typeof LAYOUTS)[];
  readonly codecs: readonly (keyof typeof CODECS)[];
  readonly exceptions?: Exceptions;
}

const [ALL_LAYOUTS, ALL_CODECS] = [Object.keys(LAYOUTS), Object.keys(CODECS)];
const TOGETHER = ['strips', 'strip', 'tiles'];
const PLANES = ['strip-planes', 'tile-planes'];
const FEW = ['none', 'lzw', 'zip'];
const WITH_PREDICTOR = ['packbits', 'lzw-2', 'zip-2'];
const FAX = ['-c g3:1d', '-c g3:2d', '-c g3:2d:fill', '-c g4', '-f lsb2msb -c g4'];
const JPEG = ['-c jpeg:90', '-c jpeg:r:90'];
/** ImageMagick converts CIELAB with another white. */
const LAB = { most: 50, mean: 6 };
/** ImageMagick converts inks by a formula, libvips by a colour profile. */
const INKS = { most: 60, mean: 16 };
/** ImageMagick rounds samples of 16 bits, libvips cuts them. */
const ROUNDED = { most: 1, mean: 1 };
const LOSSY = { most: 6, mean: 1 };
const BILEVEL = { similarity: null };

const BASES: readonly Base[] = [
  { name: 'rgb', layouts: ALL_LAYOUTS, codecs: ALL_CODECS },
  { name: 'rgb-alpha', layouts: ALL_LAYOUTS, codecs: WITH_PREDICTOR },
  { name: 'rgb-16', layouts: TOGETHER, codecs: WITH_PREDICTOR, exceptions: ROUNDED },
  { name: 'grey', layouts: TOGETHER, codecs: ALL_CODECS },
  { name: 'grey-16', layouts: TOGETHER, codecs: WITH_PREDICTOR, exceptions: ROUNDED },
  { name: 'grey-alpha', layouts: TOGETHER, codecs: FEW },
  // ImageMagick reads the first of two planes alone.
  { name: 'grey-alpha', layouts: PLANES, codecs: FEW, exceptions: { readFrom: 'base-grey-alpha.tif' } },
  { name: 'grey-4', layouts: TOGETHER, codecs: FEW },
  { name: 'palette', layouts: TOGETHER, codecs: FEW, exceptions: ROUNDED },
  { name: 'palette-4', layouts: TOGETHER, codecs: FEW, exceptions: { ...ROUNDED, ...FEW_COLOURS } },
  { name: 'bilevel', layouts: TOGETHER, codecs: [...FEW, ...FAX], exceptions: BILEVEL },
  { name: 'lab', layouts: ALL_LAYOUTS, codecs: FEW, exceptions: LAB },
  { name: 'lab-16', layouts: TOGETHER, codecs: FEW, exceptions: LAB },
  // libtiff 4.5 writes floating-point predictors of big-endian files in the wrong order of bytes.
  { name: 'float', layouts: TOGETHER, codecs: ['-c none', '-c lzw:1', '-c zip:1'] },
  { name: 'cmyk', layouts: ALL_LAYOUTS, codecs: FEW, exceptions: INKS },
  { name: 'ycbcr', layouts: ALL_LAYOUTS, codecs: FEW, exceptions: { most: 3, mean: 1 } },
  { name: 'rgb', layouts: TOGETHER, codecs: JPEG, exceptions: LOSSY },
  { name: 'grey', layouts: TOGETHER, codecs: ['-c jpeg:90'], exceptions: LOSSY },
];

const copies = BASES.flatMap(({ name, layouts, codecs, exceptions }) =>
  layouts.flatMap((layout) => codecs.map((codec) => ({ name, layout, codec, exceptions }))),
).map(({ name, layout, codec, exceptions }, i) => {
  const form = FORMS[i % FORMS.length]!;
  const file = `${name} ${layout} ${codec} ${form}.tif`.replaceAll(/[ :-]+/g, '-');
  return byCommand(
    file,
    `tiffcp ${form} ${LAYOUTS[layout]} ${CODECS[codec] ?? codec} base-${name}.tif $file`,
    exceptions,
  );
});

const lowestBitFirst = ['lzw', 'zip:2', 'packbits'].flatMap((codec) =>
  TOGETHER.map((layout) =>
    byCommand(
      `rgb-lsb2msb-${layout}-${codec.replace(':', '-')}.tif`,
      `tiffcp -f lsb2msb ${LAYOUTS[layout]} -c ${codec} base-rgb.tif $file`,
    ),
  ),
);

const others = [
  byImageMagick('magick-big-endian.tif', '-endian MSB -compress LZW'),
  byImageMagick('magick-tiles.tif', '-define tiff:tile-geometry=64x64 -compress Zip'),
  byImageMagick('magick-planes.tif', '-interlace Plane -compress LZW'),
  byImageMagick('magick-16-planes.tif', '-depth 16 -interlace Plane -compress Zip', ROUNDED),
  byImageMagick('magick-rows.tif', '-define tiff:rows-per-strip=1 -compress RLE'),
  byImageMagick('magick-jpeg.tif', '-compress JPEG -quality 90', LOSSY),
  byImageMagick('magick-jpeg-ycbcr.tif', '-colorspace YCbCr -compress JPEG -quality 90', LOSSY),
  byImageMagick(
    'magick-associated.tif',
    '-alpha set -channel A -evaluate set 60% +channel -define tiff:alpha=associated',
    ROUNDED,
  ),
  byImageMagick('magick-half.tif', '-depth 16 -define quantum:format=floating-point -compress Zip', ROUNDED),
  byImageMagick('magick-float.tif', '-depth 32 -define quantum:format=floating-point -compress LZW'),
  byImageMagick('magick-webp.tif', '-compress WebP -quality 90', LOSSY),
  byImageMagick('magick-lsb.tif', '-define tiff:fill-order=lsb -compress LZW'),
  byImageMagick('magick-lab-alpha.tif', '-alpha set -channel A -evaluate set 60% +channel -colorspace Lab', LAB),
  byImageMagick(
    'magick-lab-alpha-16.tif',
    '-alpha set -channel A -evaluate set 60% +channel -colorspace Lab -depth 16 -compress LZW',
    LAB,
  ),
  byImageMagick('magick-cmyk-alpha.tif', '-alpha set -channel A -evaluate set 60% +channel -colorspace CMYK', INKS),
  byImageMagick('magick-cmyk-jpeg.tif', '-colorspace CMYK -compress JPEG -quality 90', INKS),
  ...['none', 'packbits', 'lzw', 'flate', 'adobeflate'].map((codec) =>
    byCommand(`netpbm-${codec}.tif`, `pamtotiff -quiet -${codec} -truecolor face.ppm > $file`),
  ),
  byCommand('netpbm-miniswhite.tif', 'pamtotiff -quiet -miniswhite -lzw face.pgm > $file'),
  byCommand('netpbm-palette.tif', 'pamtotiff -quiet -lzw face-palette.ppm > $file'),
  byCommand('netpbm-cmyk.tif', 'pnmtotiffcmyk face.ppm > $file', INKS),
  ...['-g3', '-g3 -2d', '-g3 -fill', '-g4', '-g4 -lsb2msb'].map((codec) =>
    byCommand(
      `netpbm${codec.replaceAll(' ', '')}.tif`,
      `pamtotiff -quiet ${codec} -miniswhite face.pbm > $file`,
      BILEVEL,
    ),
  ),
];

/** TIFF in each layout, compression, colour model and byte order. */
export const FOREIGN_TIFFS: readonly ForeignPicture[] = [...copies, ...lowestBitFirst, ...others];
