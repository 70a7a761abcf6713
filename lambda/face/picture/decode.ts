import sharp, { type Metadata, type Sharp } from 'sharp';
import { nativeWork, OverBudgetError } from '../budget/work-budget.ts';
import { decodeBmp } from './bmp/bmp.ts';
import { bmpProfile } from './bmp/profile.ts';
import { tiffWithProfile } from './bmp/profiled-tiff.ts';
import { boundFile } from './bounds/bound-file.ts';
import type { BoundedFile, BoundedTiff } from './bounds/bounded-file.ts';
import { isPlainProfile } from './bounds/colour-profile.ts';
import { isCutOff } from './bounds/cut-off.ts';
import {
  MAX_BUFFERED_BYTES,
  MAX_CONVERTED_BMP_BYTES,
  MAX_CONVERTED_BYTES,
  MAX_DECODED_BYTES,
  MAX_ROW_BYTES,
} from './bounds/decoder-limits.ts';
import { losesWarnings } from './bounds/tiff-kind.ts';
import { atMostHalf, type DecodedSize, isCostlyJpeg, sizeOf } from './decoded-size.ts';
import { pictureFormat } from './format.ts';
import { nextReading, type Reading } from './jpeg-reading.ts';
import { otherFormat } from './other-format.ts';
import { fittingSize } from './pixels/fitting-size.ts';
import { type DecodedPicture, invalid, MAX_PIXELS, type Picture, PictureError } from './pixels/picture.ts';
import { orientPicture } from './pixels/rotate.ts';
import { checkDeflate } from './tiff/check-deflate.ts';
import { checkPackBits } from './tiff/check-pack-bits.ts';
import { inflateTiff, isInflatedHere } from './tiff/inflate-tiff.ts';
import { rewriteTiff } from './tiff/rewrite-tiff.ts';
import { checkTiles, type Unpack } from './tiff/samples.ts';

// A format that a sniffer overlooks must not open in libvips either: SVG, GIF, WebP, AVIF and the rest stay blocked
// in the whole process. Ultra HDR photos are JPEGs, and the plain JPEG loader reads them.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadTiffBuffer'],
});
// No two requests share an image, so libvips' cache would only keep photos in memory.
sharp.cache(false);
sharp.concurrency(1);

/** Transparent parts become white, as on paper and in ID photos: cut-outs are made for a white page. */
const BACKGROUND = '#ffffff';

/**
 * BMPs that must be shrunk are decoded whole up to this many pixels, 12 MB: libvips then scales them in less time than our
 * decoder takes to average them. All uncompressed BMPs of 8 and more bits per pixel and at most 4 MB are below it.
 */
const MAX_WHOLE_PIXELS = 4_000_000;

/**
 * Decodes a JPG, PNG, BMP or TIFF file, which it recognises by content. Applies the EXIF or TIFF orientation, converts CMYK,
 * grey, palette and 16-bit images and embedded colour profiles to 8-bit sRGB, puts transparent images on white, and
 * takes the first page of a TIFF.
 *
 * @param bytes the whole file; do not change it until the promise is settled
 * @param maxPixels the most pixels, width x height; a larger image is rejected
 * @returns the upright image, and how large it is in the file
 * @throws PictureError `EmptyImage` for 0 bytes; `InvalidImage` for other formats, damaged or truncated files and
 *   images above `maxPixels`, the latter by their header and before any pixel is decoded, and when the processor time of
 *   the request ends first
 */
export async function decodePicture(
  bytes: Uint8Array,
  wanted: DecodedSize = { kind: 'whole' },
  maxPixels = MAX_PIXELS,
): Promise<DecodedPicture> {
  if (bytes.length === 0) throw new PictureError(null);
  const format = pictureFormat(bytes);
  if (format === null) throw invalid('other-format', otherFormat(bytes));
  if (format !== 'bmp') {
    const file = boundFile(format, bytes, maxPixels);
    if (file.tiff !== undefined) return await decodeTiff(bytes, file, file.tiff, wanted, maxPixels);
    return await decodeWithSharp(format, file, wanted, maxPixels);
  }
  const picture = decodeBmp(bytes, maxPixels, (size) => wholeFactor(size, wanted));
  const { fileWidth, fileHeight } = picture;
  const asked = sizeOf({ format, width: fileWidth, height: fileHeight }, wanted);
  const isWhole = asked.width === picture.width && asked.height === picture.height;
  const { width, height } = isWhole ? asked : fittingSize(asked, picture.data.length, 1);
  const why = () => invalid('damaged');
  // In the same order as libvips does it, so that a BMP gives the same pixels as the same image in PNG.
  const converted = await orInvalid(applyProfile(picture, bmpProfile(bytes)), why);
  return { ...(await orInvalid(resizePicture(converted, width, height), why)), fileWidth, fileHeight };
}

/** Converts an image to sRGB, or returns it unchanged if there is no profile that may be applied. */
async function applyProfile(picture: Picture, profile: Uint8Array | null): Promise<Picture> {
  if (profile === null || picture.data.length > MAX_CONVERTED_BMP_BYTES || !isPlainProfile(profile)) return picture;
  const tiff = sharp(tiffWithProfile(picture, profile), { failOn: 'error', limitInputPixels: false });
  const data = await nativeWork(() => tiff.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer());
  if (data.length !== picture.data.length) throw invalid('damaged');
  return { ...picture, data };
}

/** Returns how many times smaller a BMP is decoded: as often as possible without becoming smaller than the caller wants. */
function wholeFactor(size: { width: number; height: number }, wanted: DecodedSize): number {
  if (size.width * size.height <= MAX_WHOLE_PIXELS) return 1;
  const { width, height } = sizeOf({ format: 'bmp', ...size }, wanted);
  return Math.max(1, Math.floor(Math.max(size.width, size.height) / Math.max(width, height)));
}

async function decodeWithSharp(
  format: 'jpeg' | 'png' | 'tiff',
  file: BoundedFile,
  wanted: DecodedSize,
  maxPixels: number,
): Promise<DecodedPicture> {
  const { bytes, usesProfile } = file;
  const checked = { failOn: FAIL_ON[format], limitInputPixels: false } as const;
  const why = () => invalid(isCutOff(format, bytes) ? 'truncated' : 'damaged');
  const header = await orInvalid(
    nativeWork(() => sharp(bytes, checked).metadata()),
    why,
  );
  const pixels = header.width * header.height;
  if (pixels > maxPixels) throw invalid('too-many-megapixels', pixels, maxPixels);
  if (!hasKnownRange(header)) throw invalid('unsupported-kind', 'tiffPixels');
  if (!isBounded(header)) throw invalid('too-costly');
  const input = { ignoreIcc: !usesProfile || wholeBytes(header) > MAX_CONVERTED_BYTES };
  const orientation = file.orientation ?? header.orientation ?? 1;
  // For a TIFF up to half as much again has been inflated to look for damage, and may not have been collected yet.
  const again = header.format === 'tiff' ? 3 : 2;
  const isTwice = orientation > 1 || (header.format === 'tiff' && header.hasAlpha);
  const held = file.heldBytes ?? bufferedBytes(header);
  const asked = sizeOf(header, isCostlyJpeg(header, usesProfile) ? atMostHalf(header, wanted) : wanted);
  const size = fittingSize(asked, held, isTwice ? again : 1);
  const prepared = (prepare: (file: Sharp) => Sharp, { bytes, failOn }: Reading) => {
    const file = prepare(sharp(bytes, { ...checked, ...input, failOn }));
    // libjpeg decodes an image that must be shrunk at a half, a quarter or an eighth: decoding is most of a phone photo's cost.
    if (size.width < header.width || size.height < header.height) file.resize({ ...size, ...SCALING });
    // For an image of 16 bits sharp returns the numbers of Display P3, to which it converts, unless a profile is set.
    if (header.depth === 'ushort' && header.hasProfile && !input.ignoreIcc)
      file.withIccProfile('srgb', { attach: false });
    return file.toColourspace('srgb').raw({ depth: 'uchar' });
  };
  const decode = async (prepare: (file: Sharp) => Sharp) => {
    const read = async (reading: Reading) => {
      try {
        return await nativeWork(() => prepared(prepare, reading).toBuffer({ resolveWithObject: true }));
      } catch (error) {
        const next = format === 'jpeg' ? nextReading(reading, String(error), usesProfile) : null;
        if (next === null) throw error;
        readings.set(bytes, next);
        return await read(next);
      }
    };
    return await orInvalid(read(readings.get(bytes) ?? { bytes, failOn: FAIL_ON_PIXELS[format] }), why);
  };
  let { data, info } = await decode((file) => file.flatten({ background: BACKGROUND }));
  // Some writers of TIFF leave an empty fourth sample without a meaning. Read as transparency, it would hide the image.
  if (header.format === 'tiff' && header.hasAlpha && data.every((value) => value === 255)) {
    ({ data, info } = await decode((file) => file.removeAlpha()));
  }
  if (info.channels !== 3 || data.length !== 3 * info.width * info.height) {
    throw invalid('unsupported-kind', 'tiffPixels');
  }
  // Our code turns the image, because libvips would hold it a second time in the file's own, often wider, format.
  const upright = orientPicture({ width: info.width, height: info.height, data }, orientation);
  const onItsSide = orientation >= 5 && orientation <= 8;
  const [fileWidth, fileHeight] = onItsSide ? [header.height, header.width] : [header.width, header.height];
  return { ...upright, fileWidth, fileHeight };
}

/**
 * What the decoder rejects in headers. 'error' tolerates what libjpeg only warns about, such as stray bytes between markers,
 * which old cameras and scanners write. libvips treats errors in the tiles of a TIFF as warnings, and leaves black what it could
 * not read.
 */
const FAIL_ON = { jpeg: 'error', png: 'error', tiff: 'warning' } as const;
/** What it rejects in pixels: libjpeg only warns when it fills in missing pixels. */
const FAIL_ON_PIXELS = { ...FAIL_ON, jpeg: 'warning' } as const;

/** How JPEGs with harmless warnings are decoded. It is found out once, because a file is decoded up to three times. */
const readings = new WeakMap<Uint8Array, Reading>();

/** Files that `checkTiff` has found undamaged, kept because a file is decoded up to three times. */
const checkedFiles = new WeakSet<Uint8Array>();

/** Decodes a TIFF, and looks for damage that libvips does not report. */
async function decodeTiff(
  bytes: Uint8Array,
  file: BoundedFile,
  tiff: BoundedTiff,
  wanted: DecodedSize,
  maxPixels: number,
): Promise<DecodedPicture> {
  const damaged = () => invalid('damaged');
  const unpack: Unpack = (strips, samples) => unpackTiff(strips, samples, tiff.isOldLzw ? 'error' : 'warning');
  if (tiff.reader === 'samples') {
    await orInvalid(checkDeflate(bytes, tiff), damaged);
    const plain = await orInvalid(rewriteTiff(bytes, tiff, unpack), damaged);
    return await decodeWithSharp('tiff', { ...file, bytes: plain }, wanted, maxPixels);
  }
  if (isInflatedHere(tiff)) {
    const plain = await orInvalid(inflateTiff(bytes, tiff), damaged);
    return await decodeWithSharp('tiff', { ...file, bytes: plain }, wanted, maxPixels);
  }
  const checkTiff = async () => {
    if (checkedFiles.has(bytes)) return;
    checkPackBits(bytes, tiff);
    await checkDeflate(bytes, tiff);
    if (losesWarnings(tiff.layout)) await checkTiles(bytes, tiff, unpack);
    checkedFiles.add(bytes);
  };
  // Both run at the same time, and both are awaited: native work that nobody waits for would end the environment.
  const [check, picture] = await Promise.allSettled([
    orInvalid(checkTiff(), damaged),
    decodeWithSharp('tiff', file, wanted, maxPixels),
  ]);
  if (check.status === 'rejected') throw check.reason;
  if (picture.status === 'rejected') throw picture.reason;
  return picture.value;
}

/** Returns the samples of a TIFF of strips, none of them converted. */
async function unpackTiff(
  bytes: Uint8Array,
  samplesPerPixel: number,
  failOn: 'error' | 'warning',
): Promise<Uint8Array> {
  const file = sharp(bytes, { failOn, limitInputPixels: false, ignoreIcc: true });
  const colours = samplesPerPixel >= 3 ? 'srgb' : 'b-w';
  const { data, info } = await nativeWork(() =>
    file.toColourspace(colours).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }),
  );
  if (info.channels !== samplesPerPixel) throw invalid('damaged');
  return data;
}

/** Returns whether black and white are known. Grey TIFF of floating point or 32-bit integers may hold any range. */
function hasKnownRange(header: Metadata): boolean {
  return ['uchar', 'ushort'].includes(header.depth) || ['lab', 'labs', 'scrgb'].includes(header.space);
}

const BYTES_PER_SAMPLE: Readonly<Record<string, number>> = { uchar: 1, char: 1, ushort: 2, short: 2 };

function isBounded(header: Metadata): boolean {
  const decoded = wholeBytes(header);
  const isWide = decoded / header.height > MAX_ROW_BYTES;
  return bufferedBytes(header) <= MAX_BUFFERED_BYTES && decoded <= MAX_DECODED_BYTES && !isWide;
}

/** Returns the bytes of all samples of an image that libvips decodes at its full size, whatever size the caller wants. */
function wholeBytes({ format, width, height, channels, depth }: Metadata): number {
  // A large JPEG is shrunk while it is decoded.
  return format === 'jpeg' ? 0 : width * height * channels * (BYTES_PER_SAMPLE[depth] ?? 4);
}

/** Returns the bytes that the decoder may hold in addition to the image it returns; 0 if it decodes row by row. */
function bufferedBytes(header: Metadata): number {
  // A TIFF may be stored in planes or high strips.
  return header.format === 'tiff' || header.isProgressive ? wholeBytes(header) : 0;
}

/**
 * Replaces the decoder's error by a PictureError, because its text may quote what the file contains. An image that takes more
 * time than a request has cannot be decoded, either.
 *
 * @param why returns the error for what the decoder rejects
 */
async function orInvalid<T>(result: Promise<T>, why: () => PictureError): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof PictureError) throw error;
    throw error instanceof OverBudgetError ? invalid('too-costly') : why();
  }
}

/**
 * The kernel is a triangle as wide as the scale asks for (bilinear with a low-pass filter when shrinking): unlike Lanczos
 * it cannot overshoot at hard edges, and the detector was trained on bilinear scaling.
 */
const SCALING = { fit: 'fill', kernel: 'linear' } as const;

/**
 * Scales an image to exactly width x height.
 *
 * @param width, height pixels, at least 1
 * @returns a new image, or the same one if it has that size already
 * @throws OverBudgetError when the request has no processor time left
 */
export async function resizePicture(picture: Picture, width: number, height: number): Promise<Picture> {
  if (picture.width === width && picture.height === height) return picture;
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
  const scaled = sharp(picture.data, { raw, limitInputPixels: false }).resize(width, height, SCALING).raw();
  const data = await nativeWork(() => scaled.toBuffer());
  return { width, height, data };
}
