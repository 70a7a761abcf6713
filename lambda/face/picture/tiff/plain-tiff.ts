/** A TIFF as simple as it can be: strips one below the other, little endian. */
export interface PlainTiff {
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  readonly bitsPerSample: number;
  readonly compression: number;
  readonly photometric: number;
  readonly rowsPerStrip: number;
  readonly strips: readonly Uint8Array[];
  /** Further tags of shorts. */
  readonly shorts?: Readonly<Record<number, readonly number[]>>;
  /** Further tags of bytes. */
  readonly bytes?: Readonly<Record<number, Uint8Array>>;
}

const [SHORT, LONG, BYTES] = [3, 4, 7];
const BYTES_OF_TYPE: Readonly<Record<number, number>> = { [SHORT]: 2, [LONG]: 4, [BYTES]: 1 };
const PLAIN_HEADER = Buffer.from('II*\0\x08\0\0\0', 'latin1');

/** Returns the bytes of a TIFF. Tags of no value are left out. */
export function plainTiff(tiff: PlainTiff): Buffer {
  const { strips, samplesPerPixel } = tiff;
  const entries: [tag: number, type: number, values: readonly number[] | Uint8Array][] = [
    [256, LONG, [tiff.width]],
    [257, LONG, [tiff.height]],
    [258, SHORT, Array<number>(samplesPerPixel).fill(tiff.bitsPerSample)],
    [259, SHORT, [tiff.compression]],
    [262, SHORT, [tiff.photometric]],
    [273, LONG, strips.map(() => 0)],
    [277, SHORT, [samplesPerPixel]],
    [278, LONG, [tiff.rowsPerStrip]],
    [279, LONG, strips.map((strip) => strip.length)],
    ...Object.entries(tiff.shorts ?? {}).map(
      ([tag, values]) => [Number(tag), SHORT, values] as [number, number, number[]],
    ),
    ...Object.entries(tiff.bytes ?? {}).map(
      ([tag, values]) => [Number(tag), BYTES, values] as [number, number, Uint8Array],
    ),
  ];
  const present = entries.filter(([, , values]) => values.length > 0).sort(([a], [b]) => a - b);
  const directoryEnd = PLAIN_HEADER.length + 2 + 12 * present.length + 4;
  const sizes = present.map(([, type, values]) => 2 * Math.ceil((BYTES_OF_TYPE[type]! * values.length) / 2));
  const outside = sizes.reduce((sum, size) => sum + (size > 4 ? size : 0), 0);
  const head = Buffer.alloc(directoryEnd + outside);
  PLAIN_HEADER.copy(head);
  head.writeUInt16LE(present.length, PLAIN_HEADER.length);
  let outsideAt = directoryEnd;
  present.forEach(([tag, type, values], i) => {
    const at = PLAIN_HEADER.length + 2 + 12 * i;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(values.length, at + 4);
    const valuesAt = sizes[i]! > 4 ? outsideAt : at + 8;
    if (sizes[i]! > 4) {
      head.writeUInt32LE(outsideAt, at + 8);
      outsideAt += sizes[i]!;
    }
    let stripAt = head.length;
    values.forEach((value, k) => {
      const size = BYTES_OF_TYPE[type]!;
      head.writeUIntLE(tag === 273 ? stripAt : value, valuesAt + size * k, size);
      if (tag === 273) stripAt += strips[k]!.length;
    });
  });
  return Buffer.concat([head, ...strips]);
}
