interface UnsupportedKind {
  readonly format: 'BMP' | 'PNG' | 'JPG' | 'TIFF';
  /** What the file is or has; follows "this TIFF". */
  readonly kind: string;
  readonly remedy: string;
}

const PACK_ANEW = 'save it uncompressed, with LZW or deflate';
const AS_RGB = 'save it as RGB with 8 bits a sample';
const AS_JPG_OR_PNG = 'save it as a JPG or PNG';

function tiff(kind: string, remedy: string): UnsupportedKind {
  return { format: 'TIFF', kind, remedy };
}

/**
 * The kinds of files of the accepted formats that are not read, with what to do instead. Messages and the table of the contract
 * page are made from it.
 */
export const UNSUPPORTED_KINDS = {
  tiffOldJpeg: tiff('is compressed with old-style JPEG (compression 6)', PACK_ANEW),
  tiffProgressiveJpeg: tiff('is compressed with progressive JPEG', PACK_ANEW),
  tiffJpeg2000: tiff('is compressed with JPEG 2000', PACK_ANEW),
  tiffJpegXl: tiff('is compressed with JPEG XL', PACK_ANEW),
  tiffZstd: tiff('is compressed with Zstandard', PACK_ANEW),
  tiffLzma: tiff('is compressed with LZMA', PACK_ANEW),
  tiffLerc: tiff('is compressed with LERC', PACK_ANEW),
  tiffJbig: tiff('is compressed with JBIG', PACK_ANEW),
  tiffOtherCompression: tiff(
    'is compressed in a way other than LZW, deflate, PackBits, JPEG, WebP and CCITT',
    PACK_ANEW,
  ),
  tiffLogLuv: tiff('has LogLuv or LogL colours', AS_RGB),
  tiffCamera: tiff('holds raw data of a camera sensor', AS_JPG_OR_PNG),
  tiffOtherLab: tiff('has ICCLAB or ITULAB colours', AS_RGB),
  tiffOtherInks: tiff('is separated into inks other than CMYK', AS_RGB),
  tiffMask: tiff('is a transparency mask without an image', AS_RGB),
  tiffOtherColours: tiff('has colours other than grey, palette, RGB, CMYK, YCbCr and CIELAB', AS_RGB),
  tiffSigned: tiff('has signed samples', AS_RGB),
  tiffComplex: tiff('has complex samples', AS_RGB),
  tiffMixed: tiff('has samples of different depths or formats', AS_RGB),
  tiffDepth: tiff('has a depth other than 8 or 16 bits a sample, or 1, 2 and 4 in grey and palettes', AS_RGB),
  tiffFloatRange: tiff(
    'has floating-point samples whose range is not known: neither SMinSampleValue and SMaxSampleValue nor a colour profile and values from 0 to 1',
    AS_RGB,
  ),
  tiffFloatKind: tiff(
    'has floating-point samples of 64 bits, of colours other than grey, RGB and CIELAB, or of CIELAB with extra samples',
    AS_RGB,
  ),
  tiffSubsampled: tiff('has subsampled YCbCr colours in separate planes, of 16 bits or with extra samples', AS_RGB),
  tiffVolume: tiff('is a volume of several layers', AS_JPG_OR_PNG),
  tiffPixels: tiff('has pixels of an unusual form', AS_RGB),
  bmpHuffman: { format: 'BMP', kind: 'is compressed with Huffman coding', remedy: AS_JPG_OR_PNG },
  bmpRle24: { format: 'BMP', kind: 'is compressed with run lengths of 24 bits', remedy: AS_JPG_OR_PNG },
  bmpJpeg: { format: 'BMP', kind: 'embeds a JPG', remedy: 'send that JPG itself' },
  bmpPng: { format: 'BMP', kind: 'embeds a PNG', remedy: 'send that PNG itself' },
  bmpCmyk: { format: 'BMP', kind: 'has CMYK colours', remedy: AS_JPG_OR_PNG },
  bmpDepth: {
    format: 'BMP',
    kind: 'has a number of bits a pixel other than 1, 2, 4, 8, 16, 24 and 32',
    remedy: AS_JPG_OR_PNG,
  },
  bmpOther: { format: 'BMP', kind: 'is compressed in an unknown way', remedy: AS_JPG_OR_PNG },
  jpegDepth: { format: 'JPG', kind: 'has 12 or more bits a sample', remedy: 'save it with 8 bits' },
  jpegLossless: { format: 'JPG', kind: 'is a lossless or hierarchical JPEG', remedy: 'save it as a usual JPG' },
} as const satisfies Readonly<Record<string, UnsupportedKind>>;

export type UnsupportedKindName = keyof typeof UNSUPPORTED_KINDS;
