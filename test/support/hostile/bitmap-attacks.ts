/** BMP files that take a decoder much work for their bytes. */
export interface BitmapAttack {
  readonly name: string;
  readonly bytes: Buffer;
  /** The code of the rejection, or the size of the image. */
  readonly expected: string;
}

const HEADERS = 54 + 4 * 256;

/** Returns an RLE8 bitmap of this size whose runs are these bytes. */
function runLengthBitmap(width: number, height: number, runs: Buffer): Buffer {
  const header = Buffer.alloc(HEADERS);
  header.write('BM', 'latin1');
  header.writeUInt32LE(HEADERS + runs.length, 2);
  header.writeUInt32LE(HEADERS, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(8, 28);
  header.writeUInt32LE(1, 30);
  return Buffer.concat([header, runs]);
}

const repeated = (bytes: readonly number[], times: number) =>
  Buffer.concat(Array<Buffer>(times).fill(Buffer.from(bytes)));

export function bitmapAttacks(): readonly BitmapAttack[] {
  // A run beyond the end of its row paints nothing.
  const beyond = repeated([255, 7], 1_950_000);
  return [
    { name: 'runs without pixels', bytes: runLengthBitmap(100, 100, beyond), expected: 'InvalidImage' },
    {
      name: 'a skip for each pixel',
      bytes: runLengthBitmap(1000, 1000, repeated([0, 2, 1, 0], 980_000)),
      expected: 'InvalidImage',
    },
    {
      name: 'skips of no pixels',
      bytes: runLengthBitmap(1000, 1000, repeated([0, 2, 0, 0], 980_000)),
      expected: 'InvalidImage',
    },
    {
      name: '40 megapixels of ends of lines',
      bytes: runLengthBitmap(20, 1_950_000, repeated([0, 0], 1_950_000)),
      expected: 'InvalidImage',
    },
    {
      name: '900,000 rows of one pixel',
      bytes: runLengthBitmap(1, 900_000, repeated([1, 7, 0, 0], 900_000)),
      expected: '1 x 900000',
    },
    {
      name: '40 megapixels of runs',
      bytes: runLengthBitmap(8000, 5000, repeated([...repeated([250, 7], 32), 0, 0], 5000)),
      expected: '8000 x 5000',
    },
  ];
}
