import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { createFaceEngine } from '../../../lambda/face/engine.ts';
import { decodePicture } from '../../../lambda/face/picture/decode.ts';
import { pictureFormat } from '../../../lambda/face/picture/format.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { comparisonForms, drawnPairs } from '../../../lib/load/requests.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

let pairs: Awaited<ReturnType<typeof drawnPairs>>;
beforeAll(async () => {
  pairs = await drawnPairs();
});

describe('the forms of a load', () => {
  it('hold two drawn JPEGs of 640x480, several pairs in turns', async () => {
    expect(pairs.length).toBeGreaterThan(1);
    for (const file of pairs.flat()) {
      expect(pictureFormat(file)).toBe('jpeg');
      expect(await decodePicture(file)).toMatchObject({ width: 640, height: 480 });
    }
    const forms = await comparisonForms(null);
    expect(forms).toHaveLength(pairs.length);
    for (const [i, { body, contentType }] of forms.entries()) {
      expect(contentType).toMatch(/^multipart\/form-data; boundary=/);
      for (const file of pairs[i]!) expect(body.includes(file)).toBe(true);
    }
  });

  it('hold the files that were named', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'load-'));
    try {
      const files = [join(dir, 'a'), join(dir, 'b')] as const;
      await writeFile(files[0], 'first picture');
      await writeFile(files[1], 'second picture');
      const forms = await comparisonForms(files);
      expect(forms).toHaveLength(1);
      const text = forms[0]!.body.toString();
      expect(text).toMatch(
        /name="LivenessFace"[\s\S]*first picture[\s\S]*name="FaceFromDocument"[\s\S]*second picture/,
      );
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

describeUnless(noModels, 'the pictures of a load', () => {
  test('show a face each, so that all of a comparison is done', async () => {
    const engine = await createFaceEngine({ modelsDir: MODELS_DIR });
    try {
      for (const [a, b] of pairs) {
        const { pictures, pair } = await engine.compare(a, b);
        expect(pictures.map((picture) => picture?.facesFound)).toEqual([1, 1]);
        expect(pair).not.toBeNull();
      }
    } finally {
      await engine.release();
    }
  });
});
