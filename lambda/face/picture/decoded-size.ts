import { MAX_CONVERTED_JPEG_PIXELS } from './bounds/decoder-limits.ts';

/**
 * How large an image is decoded. Sides are the longer side in pixels.
 *
 * - `whole`: as it is in the file. A JPEG whose colours take too long to convert, and an image that takes too much memory, are
 *   decoded smaller (`fittingSize`).
 * - `at most`: no larger than `side`.
 * - `first look`: as cheap as possible. A JPEG is shrunk as far as libjpeg does most of the work, to at least `atLeast` and at
 *   most `atMost`. Another image is decoded whole up to 2.5 million pixels, otherwise no larger than `atMost`.
 */
export type DecodedSize =
  | { readonly kind: 'whole' }
  | { readonly kind: 'at most'; readonly side: number }
  | { readonly kind: 'first look'; readonly atLeast: number; readonly atMost: number };

/**
 * Pixels of an image up to which decoding it smaller saves almost nothing, unless it is a JPEG: all uncompressed files of
 * 4 MB, and photos in PNG.
 */
const MAX_FIRST_LOOK_PIXELS = 2_500_000;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * When a JPEG shrinks by at least these factors, sharp makes libjpeg decode it at an eighth, a quarter and a half. The factors
 * are above 8, 4 and 2, because libjpeg rounds sizes differently there.
 */
const SHRINK_ON_LOAD = [9, 5, 3] as const;

/** Returns the size to decode an image of a file to, in whole pixels, at least 1 by 1. */
export function sizeOf({ format, width, height }: Size & { format: string }, wanted: DecodedSize): Size {
  const size = { width, height };
  const longest = Math.max(width, height);
  if (wanted.kind === 'whole') return size;
  if (wanted.kind === 'at most') return shrunk(size, wanted.side / longest, Math.round);
  const { atLeast, atMost } = wanted;
  if (format !== 'jpeg' && width * height <= MAX_FIRST_LOOK_PIXELS) return size;
  const factor = format === 'jpeg' ? SHRINK_ON_LOAD.find((value) => longest / value >= atLeast) : undefined;
  if (factor === undefined) return shrunk(size, atMost / longest, Math.round);
  // Rounded down, so that sharp never shrinks by less than the factor.
  return shrunk(size, Math.min(1 / factor, atMost / longest), Math.floor);
}

function shrunk({ width, height }: Size, share: number, round: (length: number) => number): Size {
  const side = (length: number): number => Math.max(1, round(length * Math.min(1, share)));
  return { width: side(width), height: side(height) };
}

/** Returns whether converting the colours of a JPEG at its full size takes more time than an image may. */
export function isCostlyJpeg(
  { format, space, width, height }: Size & { format: string; space: string },
  usesProfile: boolean,
): boolean {
  if (format !== 'jpeg') return false;
  const { cmyk, profile } = MAX_CONVERTED_JPEG_PIXELS;
  const limit = space === 'cmyk' ? cmyk : usesProfile ? profile : Infinity;
  return width * height > limit;
}

/** Returns the wanted size, or the largest at which libjpeg decodes a JPEG at a half. A first look is smaller. */
export function atMostHalf({ width, height }: Size, wanted: DecodedSize): DecodedSize {
  if (wanted.kind === 'first look') return wanted;
  const half = Math.floor(Math.max(width, height) / SHRINK_ON_LOAD[2]);
  return { kind: 'at most', side: wanted.kind === 'at most' ? Math.min(wanted.side, half) : half };
}
