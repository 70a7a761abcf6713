import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { buildPng, compressedChunk, pngChunk, withPngProfile } from './png-builder.ts';
import { sampleProfiles } from './sample-profiles.ts';

export interface ChunkAttack {
  readonly name: string;
  readonly bytes: Buffer;
  /** The code of the rejection, or the size of the image. */
  readonly expected: string;
}

const SMALL = { width: 64, height: 64 } as const;
const DECODED = '64 x 64';

/** PNG files that take a decoder much work or memory for their bytes. */
export function chunkAttacks(): readonly ChunkAttack[] {
  const table = sampleProfiles().find(({ name }) => name === 'scanner, table of 16 bits')!;
  // As much as libpng inflates from one chunk.
  const bomb = Buffer.alloc(7_900_000);
  const texts = (type: 'zTXt' | 'iTXt' | 'iCCP', count: number) =>
    Array<Buffer>(count).fill(compressedChunk(type, bomb));
  const many = (type: string, data: Buffer) => [Buffer.concat(Array(300_000).fill(pngChunk(type, data)))];
  return [
    {
      name: '480 compressed texts of 8 MB',
      bytes: buildPng({ ...SMALL, chunks: texts('zTXt', 480) }),
      expected: DECODED,
    },
    {
      name: '480 international texts of 8 MB',
      bytes: buildPng({ ...SMALL, chunks: texts('iTXt', 480) }),
      expected: DECODED,
    },
    {
      name: '480 colour profiles of 8 MB',
      bytes: buildPng({ ...SMALL, chunks: texts('iCCP', 480) }),
      expected: DECODED,
    },
    {
      name: 'a colour profile of 100 MB',
      bytes: buildPng({ ...SMALL, chunks: [compressedChunk('iCCP', Buffer.alloc(100_000_000))] }),
      expected: DECODED,
    },
    {
      name: '300,000 texts',
      bytes: buildPng({ ...SMALL, chunks: many('tEXt', Buffer.from('a\0')) }),
      expected: DECODED,
    },
    {
      name: '300,000 unknown chunks',
      bytes: buildPng({ ...SMALL, chunks: many('abCd', Buffer.alloc(0)) }),
      expected: DECODED,
    },
    {
      name: '300,000 empty chunks of pixels',
      bytes: buildPng({ ...SMALL, pixels: [...many('IDAT', Buffer.alloc(0)), wholePixels()] }),
      expected: DECODED,
    },
    {
      name: 'EXIF whose entries share 3.5 MB',
      bytes: buildPng({ ...SMALL, chunks: [pngChunk('eXIf', sharedExif())] }),
      expected: DECODED,
    },
    { name: 'an animation of 30,000 frames', bytes: buildPng({ ...SMALL, chunks: frames(30_000) }), expected: DECODED },
    {
      name: '4 GB of pixels for 64 x 64',
      bytes: buildPng({ ...SMALL, pixels: endlessPixels() }),
      expected: 'InvalidImage',
    },
    { name: '40 megapixels of 16 bits, each row predicted', bytes: predicted(3), expected: '8000 x 5000' },
    {
      name: 'the same with a colour profile of a table',
      bytes: withPngProfile(predicted(3), table.bytes),
      expected: '8000 x 5000',
    },
    { name: 'the same with alpha', bytes: predicted(4), expected: 'InvalidImage' },
    {
      name: 'a million pixels wide',
      bytes: buildPng({ width: 1_000_000, height: 40, depth: 16, colourType: 2 }),
      expected: 'InvalidImage',
    },
    {
      name: '65,535 pixels wide',
      bytes: buildPng({ width: 65_535, height: 610, colourType: 2 }),
      expected: '65535 x 610',
    },
  ];
}

function wholePixels(): Buffer {
  return pngChunk('IDAT', deflateSync(Buffer.alloc(65 * 64)));
}

/** Zeros without end, in 40 chunks. */
function endlessPixels(): Buffer[] {
  const part = deflateRawSync(Buffer.alloc(100_000_000), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const stream = Buffer.concat([
    Buffer.of(0x78, 0x9c),
    ...Array<Buffer>(Math.floor(3_900_000 / part.length)).fill(part),
  ]);
  const size = Math.ceil(stream.length / 40);
  return Array.from({ length: 40 }, (_, i) => pngChunk('IDAT', stream.subarray(i * size, (i + 1) * size)));
}

/** A directory of 60,000 entries, all with the same bytes as their value. */
function sharedExif(): Buffer {
  const bytes = Buffer.alloc(3_600_000);
  bytes.write('II*\0\x08\0\0\0', 'latin1');
  bytes.writeUInt16LE(60_000, 8);
  for (let i = 0, at = 10; i < 60_000; i++, at += 12) {
    bytes.writeUInt16LE(0x010f, at);
    bytes.writeUInt16LE(2, at + 2);
    bytes.writeUInt32LE(3_500_000, at + 4);
    bytes.writeUInt32LE(8, at + 8);
  }
  return bytes;
}

/** The chunks of an animated PNG, which a decoder of one frame skips. */
function frames(count: number): Buffer[] {
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const control = pngChunk('acTL', Buffer.concat([number(count), number(0)]));
  const data = deflateSync(Buffer.alloc(65 * 64));
  return [control, ...Array.from({ length: count }, (_, i) => pngChunk('fdAT', Buffer.concat([number(i), data])))];
}

/** The filter that takes longest to undo, on 40 megapixels of this many samples. */
function predicted(samples: 3 | 4): Buffer {
  const [width, height] = [8_000, 5_000];
  const rowBytes = 1 + 2 * samples * width;
  const rows = Buffer.alloc(rowBytes * height);
  // Neither flat nor a pattern that a processor can predict.
  for (let i = 1, value = 1; i < rowBytes; i++) {
    value = (Math.imul(value, 1_103_515_245) + 12_345) >>> 0;
    rows[i] = value >>> 16;
  }
  for (let y = 1; y < height; y++) rows[y * rowBytes] = 4;
  return buildPng({ width, height, rows, depth: 16, colourType: samples === 3 ? 2 : 6 });
}
