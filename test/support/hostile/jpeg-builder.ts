/** A marker segment with its length. */
export function jpegSegment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

export interface ScanSpec {
  /** Indices of the frame's components. */
  readonly components: readonly number[];
  /** First and last coefficient; default all, or the first one of a progressive frame. */
  readonly band?: readonly [first: number, last: number];
  /** Lowest bit that earlier scans sent, and lowest bit that this scan sends. */
  readonly bits?: readonly [high: number, low: number];
}

export interface JpegSpec {
  readonly width: number;
  readonly height: number;
  /** Second byte of the frame's marker: C0 baseline, C2 progressive, C9 and CA arithmetic. */
  readonly frame: number;
  /** Sampling factors of each component. */
  readonly factors: readonly (readonly [across: number, down: number])[];
  readonly scans: readonly ScanSpec[];
  /** Segments in front of the frame. */
  readonly segments?: readonly Buffer[];
}

/** Returns a JPEG whose scans contain almost no data: each covers all of its blocks and takes a dozen bytes. */
export function buildJpeg({ width, height, frame, factors, scans, segments = [] }: JpegSpec): Buffer {
  const isProgressive = (frame & 3) === 2;
  const head = Buffer.alloc(6 + 3 * factors.length);
  head[0] = 8;
  head.writeUInt16BE(height, 1);
  head.writeUInt16BE(width, 3);
  head[5] = factors.length;
  head.set(
    factors.flatMap(([across, down], i) => [i + 1, (across << 4) | down, 0]),
    6,
  );
  const quantisation = jpegSegment(0xdb, Buffer.concat([Buffer.of(0), Buffer.alloc(64, 16)]));
  // One code of one bit: no difference, or the end of the block, or the end of the band of 16,384 blocks.
  const table = (kind: number, symbol: number) =>
    jpegSegment(0xc4, Buffer.concat([Buffer.of(kind, 1), Buffer.alloc(15), Buffer.of(symbol)]));
  const scan = ({ components, band, bits: [high, low] = [0, 0] }: ScanSpec) => {
    const [first, last] = band ?? (isProgressive ? [0, 0] : [0, 63]);
    const selected = components.flatMap((index) => [index + 1, 0]);
    const data = Buffer.of(components.length, ...selected, first, last, (high << 4) | low);
    return Buffer.concat([jpegSegment(0xda, data), Buffer.alloc(100)]);
  };
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    ...segments,
    quantisation,
    jpegSegment(frame, head),
    table(0, 0),
    table(0x10, isProgressive ? 0xe0 : 0),
    ...scans.map(scan),
    Buffer.of(0xff, 0xd9),
  ]);
}

const PART_BYTES = 65_000;

/** Puts a colour profile into a JPEG that has none, in the given number of segments; by default in as few as possible. */
export function withJpegProfile(jpeg: Buffer, profile: Buffer, parts = Math.ceil(profile.length / PART_BYTES)): Buffer {
  const size = Math.ceil(profile.length / parts);
  const segments = Array.from({ length: parts }, (_, i) => {
    const head = Buffer.from(`ICC_PROFILE\0${String.fromCharCode(i + 1, parts)}`, 'latin1');
    return jpegSegment(0xe2, Buffer.concat([head, profile.subarray(i * size, (i + 1) * size)]));
  });
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}
