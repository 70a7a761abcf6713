import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Comparison, FaceEngine } from '../../../../lambda/face/comparison.ts';
import { createFaceEngine } from '../../../../lambda/face/engine.ts';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { encodePng } from '../../../../lib/pictures/encode.ts';
import { multiPictureFile } from '../../../support/multi-picture.ts';
import { differenceOf } from '../../../support/oracles/difference.ts';
import type { ForeignPicture } from '../../../support/oracles/foreign-picture.ts';
import { FOREIGN_PICTURES } from '../../../support/oracles/foreign-pictures.ts';
import { noForeignTools } from '../../../support/oracles/tools.ts';
import { readForeign, writeForeign } from '../../../support/oracles/write-foreign.ts';
import { describeUnless, noFaces, noModels, portrait } from '../../../support/shared.ts';

/** Odd, so that no block, tile or strip ends with the image. */
const SIDE = 193;
const MULTI_PICTURES = ['huffman-2x2.jpg', 'progressive-1x1.jpg', 'restart-4x1.jpg'];
const SUBJECTS = [
  { subject: 'a drawn face', missing: noModels, face: async () => drawnFace({ size: SIDE }) },
  {
    subject: 'a photo',
    missing: noFaces,
    face: () => decodePicture(portrait('obama.jpg'), { kind: 'at most', side: SIDE }),
  },
];

/** Every other file for each subject, so that both together take all of them; `ALL_VARIANTS=1` takes all for both. */
function variantsOf(subject: number): readonly ForeignPicture[] {
  return FOREIGN_PICTURES.filter((_, i) => process.env.ALL_VARIANTS === '1' || i % SUBJECTS.length === subject);
}

test('there are at least 200 files, each of a name of its own', () => {
  expect(FOREIGN_PICTURES.length).toBeGreaterThanOrEqual(200);
  expect(new Set(FOREIGN_PICTURES.map(({ file }) => file)).size).toBe(FOREIGN_PICTURES.length);
});

describe.each(SUBJECTS)('files of encoders that are not ours: $subject', ({ subject, missing, face }) => {
  const variants = variantsOf(SUBJECTS.findIndex((one) => one.subject === subject));

  describeUnless(noForeignTools ?? missing, 'what is read from them', () => {
    let folder: string;
    let engine: FaceEngine;
    let original: Buffer;
    const comparisons = new Map<string, Promise<Comparison>>();

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'foreign-encoders-'));
      engine = await createFaceEngine({ modelsDir: MODELS_DIR });
      const picture = await face();
      original = await encodePng(picture);
      const others = FOREIGN_PICTURES.filter(({ file }) => MULTI_PICTURES.includes(file) || file === 'turned.jpg');
      await writeForeign(folder, picture, [...new Set([...variants, ...others])]);
    });
    afterAll(async () => {
      await engine.release();
      await rm(folder, { recursive: true });
    });

    /** Images of this size are decoded whole, so that the same pixels get the same decision. */
    function compareWithOriginal(bytes: Buffer, { data }: Picture): Promise<Comparison> {
      const key = createHash('sha256').update(data).digest('hex');
      const known = comparisons.get(key) ?? engine.compare(original, bytes);
      comparisons.set(key, known);
      return known;
    }

    test.each(variants)('$file', async ({ file, most, mean, similarity }) => {
      const bytes = await readFile(join(folder, file));
      const picture = await decodePicture(bytes);
      const difference = differenceOf(picture, await readForeign(folder, file));
      expect(difference.most).toBeLessThanOrEqual(most);
      expect(difference.mean).toBeLessThanOrEqual(mean);
      if (similarity === null) return;
      const { pair } = await compareWithOriginal(bytes, picture);
      expect(pair?.similarity).toBeGreaterThan(similarity);
    });

    test.each(MULTI_PICTURES)('a multi-picture file of %s and another', async (file) => {
      const [first, second] = [await readFile(join(folder, file)), await readFile(join(folder, 'turned.jpg'))];
      const picture = await decodePicture(multiPictureFile(first, second));
      expect(differenceOf(picture, await readForeign(folder, file))).toEqual(
        differenceOf(await decodePicture(first), await readForeign(folder, file)),
      );
    });
  });
});
