/**
 * Bytes that a decoder may hold before the first row comes out. Progressive JPEG and interlaced PNG are held whole in the
 * decoder's own form, and so is TIFF if each colour is its own plane or a strip is as high as the image. 150 MB is enough
 * for 25 million pixels of progressive JPEG at full chroma, 50 million at the usual 4:2:0, and for 40 million of TIFF in RGB.
 */
export const MAX_BUFFERED_BYTES = 150_000_000;

/**
 * The same for the coefficients of a JPEG in several scans. libjpeg holds whole blocks: those at the edges of 25 million pixels
 * at full chroma take up to 1 % more.
 */
export const MAX_COEFFICIENT_BYTES = 151_500_000;

/**
 * How many blocks of 8 x 8 samples all scans of a JPEG may process together, refinements counted several times (see
 * jpeg-work.ts). 40 million pixels of progressive JPEG at 4:2:0 take 23 million, as do 25 million pixels at full chroma. A block
 * takes about 15 ns if almost nothing is coded.
 */
export const MAX_BLOCK_WORK = 40_000_000;

/**
 * Bytes of all samples of an image that is decoded whole even if the caller wants it small. 240 MB are 40 million pixels of RGB
 * and 30 million of RGB with alpha, of 16 bits each. Undoing the filters of PNG and putting alpha on white takes up to 7 ns a
 * byte. A file of 4 MB with more bytes than that contains almost no image.
 */
export const MAX_DECODED_BYTES = 240_000_000;

/**
 * The same for an image whose colour profile is applied, which takes up to 15 ns a byte. 100 MB are 33 million pixels of RGB
 * with 8 bits, 16 million with 16. A larger one is decoded without its profile.
 */
export const MAX_CONVERTED_BYTES = 100_000_000;

/** The same for a BMP, because applying the profile holds three copies of it: 20 million pixels. */
export const MAX_CONVERTED_BMP_BYTES = 60_000_000;

/**
 * Pixels of a JPEG whose colours are converted at full size. CMYK takes 80 ns a pixel, and a profile with a look-up table
 * 40 ns. A larger JPEG is decoded at half its sides or less.
 */
export const MAX_CONVERTED_JPEG_PIXELS = { cmyk: 16_000_000, profile: 33_000_000 } as const;

/**
 * Bytes of a row of such an image: 65,535 pixels of RGB with 8 bits, the widest JPEG, and 33,000 with 16. libvips holds about a
 * hundred rows while it shrinks an image. An image that is a million pixels wide took 1 GB.
 */
export const MAX_ROW_BYTES = 200_000;
