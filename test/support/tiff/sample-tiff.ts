import { buildPixelTiff, type TiffEntry, type TiffForm } from '../hostile/tiff-builder.ts';
import { COMPRESSIONS, type CompressionName, compress } from './compress.ts';

/** Strips of 24 rows, tiles of 32 x 48, together or each sample in a plane. The sizes leave a rest at both edges. */
export type Layout = 'strips' | 'tiles' | 'strips of planes' | 'tiles of planes';
export const LAYOUTS: readonly Layout[] = ['strips', 'tiles', 'strips of planes', 'tiles of planes'];

/** How samples are stored. */
type SampleType = 'u8' | 'u16' | 'f16' | 'f32';
const BITS: Readonly<Record<SampleType, number>> = { u8: 8, u16: 16, f16: 16, f32: 32 };

export interface SampleTiff {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly type: SampleType;
  readonly photometric: number;
  readonly layout: Layout;
  readonly compression: CompressionName;
  readonly form: TiffForm;
  /** 2 differences, 3 differences of floating-point numbers. */
  readonly predictor?: 1 | 2 | 3;
  readonly more?: readonly TiffEntry[];
  /** Number of a sample, in the range of its type. */
  readonly valueAt: (x: number, y: number, sample: number) => number;
}

/** Returns a TIFF of these samples. */
export function sampleTiff(spec: SampleTiff): Buffer {
  const { width, height, samples, type, layout, compression, form, predictor = 1, more = [] } = spec;
  const isTiled = layout.startsWith('tiles');
  const isPlanar = layout.endsWith('planes');
  const [across, down] = isTiled ? [32, 48] : [width, 24];
  const planes = isPlanar
    ? Array.from({ length: samples }, (_, i) => [i])
    : [Array.from({ length: samples }, (_, i) => i)];
  const parts: Buffer[] = [];
  for (const plane of planes) {
    for (let top = 0; top < height; top += down) {
      for (let left = 0; left < width; left += across) {
        const rows = isTiled ? down : Math.min(down, height - top);
        const raw = Array.from({ length: rows }, (_, y) => storedRow(spec, plane, left, top + y, across, predictor));
        parts.push(compress(Buffer.concat(raw), compression));
      }
    }
  }
  let end = 0;
  const segments = parts.map(({ length }) => {
    end += length;
    return [end - length, length] as const;
  });
  const short = (tag: number, ...values: number[]): TiffEntry => ({ tag, type: 'short', values });
  return buildPixelTiff({
    ...{ ...form, width, height, samples, bits: BITS[type], photometric: spec.photometric, segments },
    compression: COMPRESSIONS[compression],
    ...(isTiled ? { tile: [across, down] as const } : { rowsPerStrip: down }),
    data: Buffer.concat(parts),
    more: [
      ...(isPlanar ? [short(284, 2)] : []),
      ...(predictor === 1 ? [] : [short(317, predictor)]),
      ...(type.startsWith('f') ? [short(339, ...Array<number>(samples).fill(3))] : []),
      ...more,
    ],
  });
}

/** What lies beyond the image in a tile repeats its edge. */
function storedRow(
  spec: SampleTiff,
  plane: readonly number[],
  left: number,
  y: number,
  count: number,
  predictor: number,
): Buffer {
  const { width, height, type, form, valueAt } = spec;
  const size = BITS[type] / 8;
  const view = new DataView(new ArrayBuffer(count * plane.length * size));
  const little = !form.isBigEndian;
  let previous: number[] = plane.map(() => 0);
  for (let x = 0, at = 0; x < count; x++) {
    const values = plane.map((sample) => valueAt(Math.min(left + x, width - 1), Math.min(y, height - 1), sample));
    const stored = predictor === 2 ? values.map((value, i) => (value - previous[i]!) & (2 ** BITS[type] - 1)) : values;
    previous = values;
    for (const value of stored) {
      if (type === 'u8') view.setUint8(at, value);
      else if (type === 'u16') view.setUint16(at, value, little);
      else if (type === 'f32') view.setFloat32(at, value, little);
      else view.setUint16(at, halfOf(value), little);
      at += size;
    }
  }
  const row = Buffer.from(view.buffer);
  return predictor === 3 ? floatDifferences(row, size, plane.length, little) : row;
}

/** Bytes sorted by significance, the highest first, then differences (Adobe's Technical Note 3). */
function floatDifferences(row: Buffer, size: number, stride: number, little: boolean): Buffer {
  const count = row.length / size;
  const sorted = Buffer.alloc(row.length);
  for (let i = 0; i < count; i++) {
    for (let byte = 0; byte < size; byte++)
      sorted[byte * count + i] = row[size * i + (little ? size - 1 - byte : byte)]!;
  }
  return Buffer.from(sorted.map((value, i) => (i < stride ? value : (value - sorted[i - stride]!) & 255)));
}

/** A number from 0 to 1 as IEEE 754 in 16 bits, rounded down. */
function halfOf(value: number): number {
  if (value < 2 ** -14) return Math.floor(value * 2 ** 24);
  const exponent = Math.floor(Math.log2(value));
  return ((exponent + 15) << 10) + Math.floor((value / 2 ** exponent - 1) * 1024);
}
