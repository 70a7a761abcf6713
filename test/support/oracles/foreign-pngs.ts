import { byCommand, byImageMagick, type Exceptions, FEW_COLOURS, type ForeignPicture } from './foreign-picture.ts';

const TYPES: Readonly<Record<string, string>> = {
  'grey-8': '-colorspace Gray -define png:color-type=0 -define png:bit-depth=8',
  'grey-16': '-colorspace Gray -depth 16 -define png:color-type=0 -define png:bit-depth=16',
  'grey-1': '-monochrome -define png:color-type=0 -define png:bit-depth=1',
  'rgb-8': '-define png:color-type=2 -define png:bit-depth=8',
  'rgb-16': '-depth 16 -define png:color-type=2 -define png:bit-depth=16',
  'palette-8': '-colors 200 -define png:color-type=3 -define png:bit-depth=8',
  'palette-4': '-colors 16 -define png:color-type=3 -define png:bit-depth=4',
  'grey-alpha-8': '-colorspace Gray -alpha set -define png:color-type=4 -define png:bit-depth=8',
  'rgb-alpha-8': '-alpha set -channel A -evaluate set 60% +channel -define png:color-type=6 -define png:bit-depth=8',
  'rgb-alpha-16': '-depth 16 -alpha set -define png:color-type=6 -define png:bit-depth=16',
};

/** ImageMagick rounds samples of 16 bits, libvips cuts them. */
const ROUNDED = { mean: 1 };
const EXCEPTIONS: Readonly<Record<string, Exceptions>> = {
  'grey-16': ROUNDED,
  'rgb-16': ROUNDED,
  'rgb-alpha-16': ROUNDED,
  'grey-1': { similarity: null },
  'palette-4': FEW_COLOURS,
};

const types = Object.entries(TYPES).flatMap(([name, settings]) =>
  ['None', 'PNG'].map((interlace) =>
    byImageMagick(`${name}-${interlace}.png`, `${settings} -interlace ${interlace}`, EXCEPTIONS[name]),
  ),
);

const FILTERS = ['nofilter', 'sub', 'up', 'avg', 'paeth'];
const netpbm = FILTERS.flatMap((filter) =>
  ['', '-interlace'].map((interlace) =>
    byCommand(`netpbm-${filter}${interlace}.png`, `pnmtopng -quiet -${filter} ${interlace} face.ppm > $file`),
  ),
);

const others = [
  byCommand('netpbm-grey.png', 'pnmtopng -quiet face.pgm > $file'),
  byCommand('netpbm-grey-4.png', 'pamdepth -quiet 15 face.pgm | pnmtopng -quiet > $file'),
  byCommand('netpbm-grey-2.png', 'pamdepth -quiet 3 face.pgm | pnmtopng -quiet > $file', { similarity: null }),
  byCommand('netpbm-1.png', 'pnmtopng -quiet face.pbm > $file', { similarity: null }),
  byCommand('netpbm-16.png', 'pamdepth -quiet 65535 face.ppm | pnmtopng -quiet -force > $file'),
  byCommand('netpbm-palette.png', 'pnmtopng -quiet face-palette.ppm > $file'),
  byCommand('netpbm-alpha.png', 'pnmtopng -quiet -alpha=face.pgm face.ppm > $file', { similarity: null }),
  byCommand('netpbm-transparent.png', 'pnmtopng -quiet -transparent =black face.ppm > $file'),
];

/** PNG of all types, depths and filters, interlaced and not. */
export const FOREIGN_PNGS: readonly ForeignPicture[] = [...types, ...netpbm, ...others];
