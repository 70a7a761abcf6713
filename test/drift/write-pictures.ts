/**
 * `npx node test/drift/write-pictures.ts` wrote `test/drift/pictures` once, from drawn faces. Run it again only to add a
 * format, and keep the existing files: an encoder's drift must not hide a decoder's.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawnFace } from '../../lib/pictures/drawn-face.ts';
import { asSharp } from '../../lib/pictures/encode.ts';
import { encodeIndexedBmp } from '../support/bmp/bmp-encoder.ts';
import { toPalette } from '../support/bmp/palette.ts';

const face = (seed: number) => drawnFace({ seed, size: 96 });
const writers: Record<string, () => Promise<Buffer> | Buffer> = {
  'baseline.jpg': () => asSharp(face(1)).jpeg({ quality: 85 }).toBuffer(),
  'progressive-turned.jpg': () =>
    asSharp(face(2)).withMetadata({ orientation: 6 }).jpeg({ quality: 85, progressive: true }).toBuffer(),
  'cmyk.jpg': () => asSharp(face(3)).toColourspace('cmyk').jpeg({ quality: 85 }).toBuffer(),
  'colour.png': () => asSharp(face(4)).png({ compressionLevel: 9 }).toBuffer(),
  'grey-16.png': () => asSharp(face(5)).toColourspace('grey16').png({ compressionLevel: 9 }).toBuffer(),
  'lzw.tif': () => asSharp(face(6)).tiff({ compression: 'lzw' }).toBuffer(),
  'palette.bmp': () => encodeIndexedBmp(toPalette(face(7), 256), 8),
};
for (const [name, write] of Object.entries(writers)) {
  const file = join(import.meta.dirname, 'pictures', name);
  if (!existsSync(file)) await writeFile(file, await write());
}
