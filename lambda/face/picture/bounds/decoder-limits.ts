/**
 * What a decoder may have to hold before the first row comes out: progressive JPEG and interlaced PNG are held whole in the
 * decoder's own form, TIFF too where each colour is a plane of its own or a strip is as high as the picture. 150 MB is enough
 * for 25 million pixels of progressive JPEG at full chroma, 50 million at the usual 4:2:0, and for 40 million of TIFF in RGB.
 */
export const MAX_BUFFERED_BYTES = 150_000_000;

/**
 * How many blocks of 8 x 8 samples all scans of a JPEG may go over together, refinements counted several times (see
 * jpeg-work.ts). 40 million pixels of progressive JPEG at 4:2:0 take 23 million, 25 million pixels at full chroma too. A block
 * takes about 15 ns where next to nothing is coded.
 */
export const MAX_BLOCK_WORK = 40_000_000;
