import { checkBudget } from '../../budget/work-budget.ts';
import type { BoundedTiff } from '../bounds/bounded-file.ts';
import { isFloat } from '../bounds/tiff-kind.ts';
import { COMPRESSION, PHOTOMETRIC, TAG, type TiffLayout } from '../bounds/tiff-layout.ts';
import { segmentRowBytes, segmentRows } from '../bounds/tiff-segments.ts';
import { invalid } from '../pixels/picture.ts';
import { type PlainTiff, plainTiff } from './plain-tiff.ts';
import { type RowForm, restoreRow } from './predictor.ts';

/** Decodes a TIFF of strips and returns its samples as bytes, row by row. It fails on anything that the decoder warns about. */
export type Unpack = (tiff: Uint8Array, samplesPerPixel: number) => Promise<Uint8Array>;

type SampleArray = Uint8Array | Uint16Array | Float32Array;

/** Samples of an image, pixel by pixel, as the file has them. */
export interface Samples {
  readonly data: SampleArray;
  readonly perPixel: number;
}

/** How the strips or tiles of a plane are unpacked: how they are declared to libvips, and what comes out. */
interface Packing {
  readonly tiff: Pick<PlainTiff, 'samplesPerPixel' | 'bitsPerSample' | 'photometric' | 'shorts' | 'bytes'>;
  /** Pixels, or bytes if bytes are declared as pixels. */
  readonly width: number;
  /** Rows of pixels in a row of what is unpacked. */
  readonly down: number;
  readonly samples: boolean;
}

/**
 * Reads the first samples of each pixel, from strips or tiles, together or in planes. libvips unpacks the bytes. Each strip or
 * tile is declared to it as a strip of an image of bytes, because it reports damage in strips and converts nothing there.
 *
 * @param keep how many of a pixel's samples are wanted
 * @throws PictureError `InvalidImage`, or what `unpack` throws
 */
export async function readSamples(
  bytes: Uint8Array,
  { layout, segments }: BoundedTiff,
  keep: number,
  unpack: Unpack,
): Promise<Samples> {
  const { width, height, isTiled, segmentHeight, columns, rows, planes, compression } = layout;
  const together = planes > 1 ? 1 : layout.samplesPerPixel;
  const packing = packingOf(layout, together);
  const data = emptySamples(layout, width * height * keep);
  const perPlane = columns * rows;
  for (let plane = 0; plane < Math.min(planes, keep); plane++) {
    checkBudget();
    const strips = segments.slice(plane * perPlane, (plane + 1) * perPlane);
    const tall = isTiled ? perPlane * segmentHeight : height;
    const tiff = plainTiff({
      ...packing.tiff,
      compression,
      width: packing.width,
      height: isTiled ? perPlane * Math.ceil(segmentHeight / packing.down) : Math.ceil(tall / packing.down),
      rowsPerStrip: Math.ceil(segmentHeight / packing.down),
      strips: strips.map(({ start, end }) => bytes.subarray(start, end)),
    });
    const raw = aligned(await unpack(tiff, packing.tiff.samplesPerPixel));
    const rowBytes = packing.width * packing.tiff.samplesPerPixel;
    if (packing.samples) restoreRows(raw, rowBytes, layout, together);
    const place = { data, keep, plane, together: Math.min(together, keep), from: together };
    if (packing.down * layout.subsampling[0] > 1 && packing.samples) spreadBlocks(raw, rowBytes, layout, place);
    else copyRows(raw, layout, place);
  }
  return { data, perPixel: keep };
}

/** Bytes of tiles that are unpacked at a time to look for damage. A row of tiles of a wide image may be more. */
const CHECKED_BYTES = 8_000_000;

/**
 * Unpacks all tiles, some rows of them at a time, to find out what is damaged.
 *
 * @throws what `unpack` throws
 */
export async function checkTiles(bytes: Uint8Array, { layout, segments }: BoundedTiff, unpack: Unpack): Promise<void> {
  const { columns, segmentHeight, compression, planes, samplesPerPixel } = layout;
  const { tiff, width } = packingOf(layout, planes > 1 ? 1 : samplesPerPixel);
  const rowBytes = columns * segmentHeight * width * tiff.samplesPerPixel;
  const atATime = columns * Math.max(1, Math.floor(CHECKED_BYTES / rowBytes));
  for (let from = 0; from < segments.length; from += atATime) {
    checkBudget();
    const strips = segments.slice(from, from + atATime).map(({ start, end }) => bytes.subarray(start, end));
    const size = { width, height: strips.length * segmentHeight, rowsPerStrip: segmentHeight };
    await unpack(plainTiff({ ...tiff, ...size, compression, strips }), tiff.samplesPerPixel);
  }
}

/** Returns the bytes at an address that is aligned for numbers of four bytes. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
}

function packingOf(layout: TiffLayout, together: number): Packing {
  const { compression, photometric, segmentWidth, bitsPerSample, directory, subsampling, planes } = layout;
  const fillOrder = { [TAG.fillOrder]: directory.numbers(TAG.fillOrder, 1) ?? [] };
  if (compression === COMPRESSION.jpeg) {
    const isYCbCr = photometric === PHOTOMETRIC.yCbCr && planes === 1;
    const bytes = { [TAG.jpegTables]: directory.bytes(TAG.jpegTables) };
    const shorts = { [TAG.subsampling]: isYCbCr ? subsampling : [] };
    // RGB is not converted, whatever the samples are.
    const colours = isYCbCr ? PHOTOMETRIC.yCbCr : together >= 3 ? PHOTOMETRIC.rgb : PHOTOMETRIC.blackIsZero;
    const extras = isYCbCr || together < 3 ? together - (isYCbCr ? 3 : 1) : together - 3;
    const tiff = {
      ...{ samplesPerPixel: together, bitsPerSample: 8, photometric: colours, bytes },
      shorts: { ...shorts, [TAG.extraSamples]: Array<number>(extras).fill(0) },
    };
    return { tiff, width: segmentWidth, down: 1, samples: false };
  }
  if (bitsPerSample === 1) {
    const shorts = { ...fillOrder, [TAG.group3Options]: directory.numbers(TAG.group3Options, 1) ?? [] };
    return {
      tiff: { samplesPerPixel: 1, bitsPerSample: 1, photometric, shorts },
      width: segmentWidth,
      down: 1,
      samples: false,
    };
  }
  const tiff = { samplesPerPixel: 1, bitsPerSample: 8, photometric: PHOTOMETRIC.blackIsZero, shorts: fillOrder };
  return { tiff, width: segmentRowBytes(layout), down: planes > 1 ? 1 : subsampling[1], samples: true };
}

function emptySamples(layout: TiffLayout, count: number): SampleArray {
  if (isFloat(layout)) return new Float32Array(count);
  return layout.bitsPerSample === 16 ? new Uint16Array(count) : new Uint8Array(count);
}

function restoreRows(
  raw: Uint8Array,
  rowBytes: number,
  { directory, bitsPerSample, compression }: TiffLayout,
  stride: number,
) {
  const hasPredictor = [COMPRESSION.lzw, COMPRESSION.deflate, COMPRESSION.oldDeflate].some(
    (code) => code === compression,
  );
  const predictor = hasPredictor ? (directory.numbers(TAG.predictor, 1)?.[0] ?? 1) : 1;
  if (predictor < 1 || predictor > 3) throw invalid('damaged');
  const form: RowForm = { stride, bits: bitsPerSample as RowForm['bits'], little: directory.little };
  if (predictor === 1 && (form.little || form.bits === 8)) return;
  for (let at = 0; at < raw.length; at += rowBytes) restoreRow(raw.subarray(at, at + rowBytes), predictor, form);
}

/** Where the samples of a plane go. */
interface Place {
  readonly data: SampleArray;
  readonly keep: number;
  readonly plane: number;
  /** Samples of a pixel that are copied. */
  readonly together: number;
  /** Samples of a pixel that are side by side in what was unpacked. */
  readonly from: number;
}

/** Calls back for each row of each strip or tile, with its place in what was unpacked and in the image, in pixels. */
function eachRow(layout: TiffLayout, visit: (from: number, to: number, pixels: number) => void): void {
  const { width, height, columns, rows, segmentWidth, segmentHeight } = layout;
  for (let segment = 0; segment < columns * rows; segment++) {
    const left = (segment % columns) * segmentWidth;
    const top = Math.floor(segment / columns) * segmentHeight;
    const bottom = Math.min(height, top + segmentRows(layout, segment));
    const pixels = Math.min(segmentWidth, width - left);
    for (let y = top; y < bottom; y++)
      visit((segment * segmentHeight + y - top) * segmentWidth, y * width + left, pixels);
  }
}

function copyRows(raw: Uint8Array, layout: TiffLayout, { data, keep, plane, together, from }: Place): void {
  const values = valuesOf(raw, layout);
  eachRow(layout, (source, target, pixels) => {
    let at = source * from;
    let to = target * keep + plane;
    for (let x = 0; x < pixels; x++, at += from, to += keep) {
      for (let sample = 0; sample < together; sample++) data[to + sample] = values[at + sample]!;
    }
  });
}

function valuesOf(raw: Uint8Array, layout: TiffLayout): ArrayLike<number> {
  const { bitsPerSample } = layout;
  if (bitsPerSample <= 8) return raw;
  if (bitsPerSample === 32) return new Float32Array(raw.buffer, raw.byteOffset, raw.length >> 2);
  const halves = new Uint16Array(raw.buffer, raw.byteOffset, raw.length >> 1);
  return isFloat(layout) ? numbersOfHalves(halves) : halves;
}

/** The value of each half-precision number of IEEE 754: sign, 5 bits of exponent, 10 of fraction. Made when the first is read. */
let halfNumbers: Float32Array | null = null;

function numbersOfHalves(halves: Uint16Array): Float32Array {
  halfNumbers ??= Float32Array.from({ length: 65_536 }, (_, half) => halfToNumber(half));
  const numbers = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) numbers[i] = halfNumbers[halves[i]!]!;
  return numbers;
}

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = (half & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}

/** Spreads blocks of subsampled YCbCr (the luma of each pixel, row by row, then the shared colour): each pixel gets its block's colour. */
function spreadBlocks(raw: Uint8Array, rowBytes: number, layout: TiffLayout, { data }: Place): void {
  const { subsampling, segmentWidth, segmentHeight } = layout;
  const [across, down] = subsampling;
  const blockBytes = across * down + 2;
  const rowsOfBlocks = Math.ceil(segmentHeight / down);
  eachRow(layout, (source, target, pixels) => {
    const row = source / segmentWidth;
    const [segment, y] = [Math.floor(row / segmentHeight), row % segmentHeight];
    const start = (segment * rowsOfBlocks + Math.floor(y / down)) * rowBytes;
    for (let x = 0; x < pixels; x++) {
      const block = start + Math.floor(x / across) * blockBytes;
      const to = 3 * (target + x);
      data[to] = raw[block + (y % down) * across + (x % across)]!;
      data[to + 1] = raw[block + across * down]!;
      data[to + 2] = raw[block + across * down + 1]!;
    }
  });
}
