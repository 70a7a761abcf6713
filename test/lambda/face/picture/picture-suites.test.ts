import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { type Picture, PictureError } from '../../../../lambda/face/picture/pixels/picture.ts';
import { differenceOf } from '../../../support/oracles/difference.ts';
import { describeUnless, SHARED_DIR } from '../../../support/shared.ts';

/** Independent suites of images, each with a table of what its files should give. */
const SUITES = [
  { suite: 'bmpsuite', files: 89, pictures: ['b', 'g', 'q', 'x'] },
  { suite: 'pngsuite', files: 175, pictures: ['png'] },
];

describe.each(SUITES)('$suite', ({ suite, files, pictures }) => {
  const folder = join(SHARED_DIR, 'suites', suite);
  const table = join(folder, 'expected.csv');
  const missing = existsSync(table) ? null : `there is no ${suite} in ../shared/suites`;
  const read = (name: string) => readFileSync(join(folder, name));
  describeUnless(missing, 'gives what its table says', () => {
    const [, ...lines] = missing === null ? readFileSync(table, 'utf8').trimEnd().split('\n') : [];
    const rows = lines.map((line) => {
      const [file = '', expected = '', references = ''] = line.trimEnd().split(',');
      return { file, expected, references: references.split('|').filter((name) => name !== '') };
    });

    test('every file of it stands in the table', () => {
      const found = pictures.flatMap((name) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));
      expect(rows.map(({ file }) => file).toSorted()).toEqual(found.toSorted());
      expect(rows).toHaveLength(files);
    });

    test.each(rows)('$file: $expected', async ({ file, expected, references }) => {
      const result = await decodePicture(read(file)).catch((error: unknown) => error);
      if (result instanceof PictureError) {
        expect(result.invalid?.message).toMatch(/./);
        expect(expected).not.toBe('decode');
        return;
      }
      expect(result).toMatchObject({ width: expect.any(Number) });
      expect(expected).not.toBe('refuse');
      const differences: number[] = [];
      for (const name of references) {
        const reference = await decodePicture(read(name));
        differences.push(differenceOf(result as Picture, reference).most);
      }
      // Pixels that run lengths skip may be transparent or of colour 0: either reference will do.
      if (references.length > 0) expect(Math.min(...differences)).toBeLessThanOrEqual(1);
    });
  });
});
