import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** A chunk with its checksum. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

export interface PngSpec {
  readonly width: number;
  readonly height: number;
  /** Filtered rows; zeros of the right length by default. */
  readonly rows?: Buffer;
  readonly depth?: 8 | 16;
  /** 0 grey, 2 RGB, 6 RGB with alpha. */
  readonly colourType?: 0 | 2 | 6;
  /** Chunks in front of the pixels. */
  readonly chunks?: readonly Buffer[];
  /** In place of one chunk of the deflated rows. */
  readonly pixels?: readonly Buffer[];
}

const SAMPLES = { 0: 1, 2: 3, 6: 4 } as const;

export function buildPng({ width, height, rows, depth = 8, colourType = 0, chunks = [], pixels }: PngSpec): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType], 8);
  const rowBytes = 1 + (width * SAMPLES[colourType] * depth) / 8;
  const data = () => pngChunk('IDAT', deflateSync(rows ?? Buffer.alloc(rowBytes * height), { level: 9 }));
  const parts = [pngChunk('IHDR', header), ...chunks, ...(pixels ?? [data()]), pngChunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...parts]);
}

/** A compressed chunk of text or profile: name, further fields, deflated data. */
export function compressedChunk(type: 'zTXt' | 'iTXt' | 'iCCP', data: Buffer, name = 'name'): Buffer {
  const fields = type === 'iTXt' ? '\0\x01\0\0\0' : '\0\0';
  return pngChunk(type, Buffer.concat([Buffer.from(name + fields, 'latin1'), deflateSync(data, { level: 9 })]));
}

/** Puts a colour profile into a PNG that has none, behind its header. */
export function withPngProfile(png: Buffer, profile: Buffer): Buffer {
  const afterHeader = SIGNATURE.length + 25;
  return Buffer.concat([png.subarray(0, afterHeader), compressedChunk('iCCP', profile), png.subarray(afterHeader)]);
}
