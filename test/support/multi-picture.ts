import { jpegSegment } from './hostile/jpeg-builder.ts';

/** Returns a JPEG with further segments after its start. */
export function behindStart(file: Buffer, ...segments: Buffer[]): Buffer {
  return Buffer.concat([file.subarray(0, 2), ...segments, file.subarray(2)]);
}

/** Returns the index of an MPF file (CIPA DC-007) with two images: their offsets and lengths. */
function multiPicture(first: number, second: number): Buffer {
  const index = Buffer.alloc(8 + 2 + 3 * 12 + 4 + 32);
  index.write('MM\0*', 'latin1');
  index.writeUInt32BE(8, 4);
  index.writeUInt16BE(3, 8);
  const entries = [
    [0xb000, 7, 4, 0x30313030],
    [0xb001, 4, 1, 2],
    [0xb002, 7, 32, 50],
  ] as const;
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    index.writeUInt16BE(tag, 10 + 12 * i);
    index.writeUInt16BE(type, 12 + 12 * i);
    index.writeUInt32BE(count, 14 + 12 * i);
    index.writeUInt32BE(value, 18 + 12 * i);
  }
  index.writeUInt32BE(0x2003_0000, 50);
  index.writeUInt32BE(first, 54);
  index.writeUInt32BE(second, 70);
  index.writeUInt32BE(first, 74);
  return jpegSegment(0xe2, Buffer.concat([Buffer.from('MPF\0'), index]));
}

/** Returns an MPF file of two JPEGs, the first of which gets `more` segments. */
export function multiPictureFile(first: Buffer, second: Buffer, ...more: Buffer[]): Buffer {
  const bare = behindStart(first, ...more, multiPicture(0, 0));
  return Buffer.concat([behindStart(first, ...more, multiPicture(bare.length, second.length)), second]);
}
