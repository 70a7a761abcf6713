import { byCommand, byImageMagick, type Exceptions, FEW_COLOURS, type ForeignPicture } from './foreign-picture.ts';

const TYPES: Readonly<Record<string, string>> = {
  '24': '-type TrueColor',
  '8': '-colors 200 -type Palette',
  '8-grey': '-colorspace Gray -colors 256 -type Palette',
  '4': '-colors 16 -type Palette',
  '1': '-monochrome -type Bilevel',
};
const EXCEPTIONS: Readonly<Record<string, Exceptions>> = { '4': FEW_COLOURS, '1': { similarity: null } };

const versions = ['bmp2', 'bmp3', 'bmp4'].flatMap((version) =>
  Object.entries(TYPES).map(([depth, type]) =>
    byImageMagick(`${version}-${depth}.bmp`, `${type} -define bmp:format=${version}`, EXCEPTIONS[depth]),
  ),
);

const masks = ['RGB565', 'RGB555', 'ARGB4444', 'ARGB1555'].map((subtype) =>
  byImageMagick(
    `mask-${subtype}.bmp`,
    `${subtype.startsWith('A') ? '-alpha set' : ''} -define bmp:subtype=${subtype} -type TrueColor`,
    // ImageMagick cuts or rounds when it widens 4 to 6 bits.
    { most: 8, mean: 4 },
  ),
);

const others = [
  byImageMagick('bmp4-32.bmp', '-alpha set -type TrueColorAlpha -define bmp:format=bmp4'),
  byImageMagick('bmp3-32.bmp', '-alpha set -type TrueColorAlpha -define bmp:format=bmp3'),
  byImageMagick('bmp4-32-see-through.bmp', '-alpha set -channel A -evaluate set 60% +channel -define bmp:format=bmp4'),
  byImageMagick('bmp3-8-rle.bmp', '-colors 200 -type Palette -compress RLE -define bmp:format=bmp3'),
  byImageMagick('bmp4-8-rle.bmp', '-colors 200 -type Palette -compress RLE -define bmp:format=bmp4'),
];

const netpbm = ['windows', 'os2'].flatMap((system) => [
  byCommand(`netpbm-${system}-24.bmp`, `ppmtobmp -quiet -${system} -bpp 24 face.ppm > $file`),
  byCommand(`netpbm-${system}-8.bmp`, `ppmtobmp -quiet -${system} -bpp 8 face-palette.ppm > $file`),
  byCommand(`netpbm-${system}-8-grey.bmp`, `ppmtobmp -quiet -${system} -bpp 8 face.pgm > $file`),
  byCommand(`netpbm-${system}-4.bmp`, `ppmtobmp -quiet -${system} -bpp 4 face-16.ppm > $file`, FEW_COLOURS),
  byCommand(`netpbm-${system}-1.bmp`, `ppmtobmp -quiet -${system} face.pbm > $file`, { similarity: null }),
]);

/** BMP of versions 2 to 4 and OS/2, of all depths. */
export const FOREIGN_BMPS: readonly ForeignPicture[] = [...versions, ...masks, ...others, ...netpbm];
