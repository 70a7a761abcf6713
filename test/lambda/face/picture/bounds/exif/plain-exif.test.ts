import { expect, test } from 'vitest';
import { isPlainExif } from '../../../../../../lambda/face/picture/bounds/exif/plain-exif.ts';
import { drawnFace } from '../../../../../../lib/pictures/drawn-face.ts';
import { asSharp } from '../../../../../../lib/pictures/encode.ts';
import { buildExif, exifAttacks } from '../../../../../support/hostile/exif-attacks.ts';

const exif = async () => {
  const tagged = asSharp(drawnFace({ size: 40 })).withExif({
    IFD0: { Make: 'maker', Software: 'x'.repeat(200) },
    IFD2: { UserComment: 'taken today' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
  });
  const jpeg = await tagged.jpeg().toBuffer();
  const at = jpeg.indexOf('Exif\0\0');
  return jpeg.subarray(at, at - 2 + jpeg.readUInt16BE(at - 2));
};

test('EXIF with directories for Exif and GPS is plain, with and without its prefix', async () => {
  const bytes = await exif();
  expect(bytes.toString('latin1', 0, 6)).toBe('Exif\0\0');
  expect(isPlainExif(bytes)).toBe(true);
  expect(isPlainExif(bytes.subarray(6))).toBe(true);
});

test.each(exifAttacks())('$name are not plain', ({ exif }) => expect(isPlainExif(exif)).toBe(false));

test.each([
  ['nothing', Buffer.alloc(0)],
  ['another byte order', Buffer.from('XX*\0\x08\0\0\0\0\0', 'latin1')],
  ['another name', Buffer.concat([Buffer.from('ExifXX'), buildExif([])])],
])('%s is not plain', (_, bytes) => expect(isPlainExif(bytes)).toBe(false));

test('a directory that lies outside is passed over, as parsers do', () => {
  expect(isPlainExif(buildExif([[0x8769, 4, 1, 1_000_000]]))).toBe(true);
});
