import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { damageFiles } from '../../../fuzz/damage.ts';
import { FOREIGN_PICTURES } from '../../../support/oracles/foreign-pictures.ts';
import { noForeignTools } from '../../../support/oracles/tools.ts';
import { writeForeign } from '../../../support/oracles/write-foreign.ts';
import { describeUnless } from '../../../support/shared.ts';

/** Those of which little notices damage, and one of each other kind. `npm run damage` takes them all, with more damage. */
const NAMES = [
  ...['bmp3-8-rle.bmp', 'bmp4-24.bmp', 'mask-RGB565.bmp', 'netpbm-os2-8.bmp'],
  ...['netpbm-up.png', 'palette-8-PNG.png', 'rgb-16-None.png'],
  ...[
    'huffman-2x2.jpg',
    'progressive-2x1.jpg',
    'arithmetic-1x1.jpg',
    'arithmetic-progressive-4x1.jpg',
    'restart-1x2.jpg',
  ],
  ...[
    'cmyk.jpeg',
    'magick-jpeg.tif',
    'magick-webp.tif',
    'magick-planes.tif',
    'magick-lab-alpha-16.tif',
    'netpbm-g3-2d.tif',
  ],
];
/** Beginnings of the names of TIFFs, whose ends are byte orders that take turns. */
const BEGINNINGS = [
  ...['rgb-strips-packbits', 'rgb-tiles-packbits', 'rgb-strips-lzw-2', 'rgb-tiles-zip-2', 'rgb-tile-planes-lzw'],
  ...['rgb-tiles-c-jpeg', 'grey-tiles-c-jpeg', 'bilevel-tiles-c-g3-2d', 'bilevel-tiles-c-g4', 'bilevel-strips-c-g4'],
  ...['grey-16-tiles-packbits', 'lab-16-tiles-lzw', 'ycbcr-tiles-none', 'float-tiles-c-zip', 'cmyk-strip-planes-zip'],
];
const damaged = FOREIGN_PICTURES.filter(
  ({ file }) => NAMES.includes(file) || BEGINNINGS.some((beginning) => file.startsWith(beginning)),
);

describeUnless(noForeignTools, 'damaged pictures are refused, or read as another decoder reads them', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'damaged-pictures-'));
    await writeForeign(folder, drawnFace({ size: 97 }), damaged);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('each has been chosen', () => {
    expect(damaged.length).toBeGreaterThanOrEqual(NAMES.length + BEGINNINGS.length);
  });

  test('cut off and changed at some places', async () => {
    const files = damaged.map(({ file }) => ({ name: file, bytes: readFileSync(join(folder, file)) }));
    const report = await damageFiles(files, { cuts: 8, bytes: 6, seed: 20261130 });
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ files: damaged.length, copies: 14 * damaged.length });
    // Every cut takes a part of the pixels, and damage is noticed and passed over in turn.
    expect(report.refused).toBeGreaterThanOrEqual(8 * damaged.length);
    expect(report.alike).toBeGreaterThan(damaged.length / 2);
  });
});
