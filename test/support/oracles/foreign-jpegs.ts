import { byCommand, byImageMagick, type ForeignPicture } from './foreign-picture.ts';

/** Decoders round the transform and smooth enlarged colours each in its own way. */
const LOSSY = { most: 6, mean: 1 };

/** ImageMagick converts inks by a formula, libvips by a colour profile. */
const INKS = { most: 60, mean: 16 };

const SAMPLINGS = ['1x1', '2x1', '1x2', '2x2', '4x1', '1x4', '4x2', '2x4', '2x2,2x1,1x2', '1x1,2x2,2x2'];
const CODINGS: Readonly<Record<string, string>> = {
  huffman: '-optimize',
  progressive: '-progressive',
  arithmetic: '-arithmetic',
  'arithmetic-progressive': '-arithmetic -progressive',
  restart: '-restart 3B',
};

const turbo = SAMPLINGS.flatMap((sampling) =>
  Object.entries(CODINGS).map(([name, coding]) =>
    byCommand(
      `${name}-${sampling.replaceAll(',', '-')}.jpg`,
      `cjpeg -quality 90 -sample ${sampling} ${coding} -outfile $file face.ppm`,
      LOSSY,
    ),
  ),
);

const colours = Object.entries(CODINGS).flatMap(([name, coding]) => [
  byCommand(`${name}-rgb.jpg`, `cjpeg -quality 90 -rgb ${coding} -outfile $file face.ppm`, LOSSY),
  byCommand(`${name}-grey.jpg`, `cjpeg -quality 90 -grayscale ${coding} -outfile $file face.ppm`, LOSSY),
]);

const others = [
  byCommand('restart-rows.jpg', 'cjpeg -quality 90 -restart 1 -outfile $file face.ppm', LOSSY),
  byCommand('baseline-low.jpg', 'cjpeg -quality 30 -baseline -outfile $file face.ppm', LOSSY),
  byCommand('fast.jpg', 'cjpeg -quality 90 -dct fast -outfile $file face.ppm', LOSSY),
  byCommand('float.jpg', 'cjpeg -quality 90 -dct float -outfile $file face.ppm', LOSSY),
  byCommand('from-pgm.jpg', 'cjpeg -quality 90 -outfile $file face.pgm', LOSSY),
  byCommand('turned.jpg', 'cjpeg -quality 90 face.ppm | jpegtran -rotate 180 -trim -outfile $file', {
    ...LOSSY,
    similarity: null,
  }),
  byCommand('transcoded.jpg', 'cjpeg -quality 90 -progressive face.ppm | jpegtran -arithmetic -outfile $file', LOSSY),
  byCommand('netpbm.jpg', 'pnmtojpeg -quiet -quality=90 face.ppm > $file', LOSSY),
  byImageMagick('magick-422.jpg', '-quality 90 -sampling-factor 2x1', LOSSY),
  byImageMagick('magick-grey.jpg', '-quality 90 -colorspace Gray', LOSSY),
  byImageMagick('magick-interlaced.jpg', '-quality 90 -interlace JPEG', LOSSY),
  // djpeg converts no inks: ImageMagick reads those of this extension.
  byImageMagick('cmyk.jpeg', '-quality 90 -colorspace CMYK', INKS),
  byImageMagick('cmyk-subsampled.jpeg', '-quality 90 -colorspace CMYK -sampling-factor 2x2', INKS),
  byImageMagick('cmyk-interlaced.jpeg', '-quality 90 -colorspace CMYK -interlace JPEG', INKS),
];

/** JPEG in each coding, subsampling and colour model. */
export const FOREIGN_JPEGS: readonly ForeignPicture[] = [...turbo, ...colours, ...others];
