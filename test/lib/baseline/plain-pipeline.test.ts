import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cosine } from '../../../lambda/face/matching/embedder.ts';
import { packModels, readManifest } from '../../../lambda/face/models/manifest.ts';
import { orientPicture, rotatePicture } from '../../../lambda/face/picture/pixels/rotate.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { createPlainPipeline, type PlainPipeline } from '../../../lib/baseline/plain-pipeline.ts';
import { withOrientation } from '../../../lib/bench/inputs/with-orientation.ts';
import { createModelRunner, MODEL_RUNS } from '../../../lib/bench/process/model-runs.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeJpeg } from '../../../lib/pictures/encode.ts';
import { canvas, paste } from '../../../lib/pictures/montage.ts';
import { describeUnless, noFaces, noModels, portrait } from '../../support/shared.ts';

describeUnless(noModels, 'the plain pipeline', () => {
  let plain: PlainPipeline;
  beforeAll(async () => {
    plain = await createPlainPipeline(MODELS_DIR, 1);
  });
  afterAll(() => plain.release());

  it('does the work: it tells two drawn faces apart, in pictures of other sizes and orientations too', async () => {
    const face = await encodeJpeg(drawnFace({ seed: 2, size: 400 }));
    const large = drawnFace({ seed: 2, size: 1500 });
    const turned = withOrientation(await encodeJpeg(rotatePicture(large, -1)), 6);
    const other = await encodeJpeg(drawnFace({ seed: 5, size: 400 }));
    const same = await plain.compare(face, turned);
    const different = await plain.compare(face, other);
    expect(same.cosine).toBeGreaterThan(0.95);
    expect(different.cosine).toBeLessThan(same.cosine! - 0.05);
    expect(Object.keys(same.durations)).toEqual(['decode', 'detect', 'quality', 'embed']);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('gives the same answer in orientation %i', async (orientation) => {
    const face = drawnFace({ seed: 2, size: 800 });
    const undone = { 6: 8, 8: 6 }[orientation] ?? orientation;
    const file = withOrientation(await encodeJpeg(orientPicture(face, undone)), orientation);
    expect((await plain.compare(await encodeJpeg(face), file)).cosine).toBeGreaterThan(0.99);
  });

  it('has no cosine where there is no face', async () => {
    const wall = await encodeJpeg({ width: 200, height: 200, data: new Uint8Array(120_000).fill(128) });
    expect((await plain.compare(wall, wall)).cosine).toBeNull();
  });

  it('analyses all faces of a picture, with embeddings of length 1', async () => {
    const [left, right] = [drawnFace({ seed: 2, size: 400 }), drawnFace({ seed: 5, size: 400 })];
    const both = canvas(800, 400, [128, 128, 128]);
    paste(both, left, 0, 0);
    paste(both, right, 400, 0);
    const { analysis, embeddings } = await plain.analyse(await encodeJpeg(both));
    expect(analysis).toMatchObject({ status: 'Success', width: 800, height: 400, facesFound: 2 });
    expect(embeddings).toHaveLength(2);
    for (const embedding of embeddings) expect(Math.hypot(...embedding!)).toBeCloseTo(1, 5);
    const alone = await plain.analyse(await encodeJpeg(left));
    const same = embeddings.map((embedding) => cosine(embedding!, alone.embeddings[0]!));
    expect(Math.max(...same)).toBeGreaterThan(0.95);
    expect(Math.min(...same)).toBeLessThan(Math.max(...same) - 0.05);
  });

  it('counts what it cannot decode as a picture without a face, as the API does', async () => {
    const { analysis, embeddings } = await plain.analyse(Buffer.from('not a picture'));
    expect(analysis).toMatchObject({ status: 'InvalidImage', faces: [] });
    expect(embeddings).toEqual([]);
  });

  const twoEmbedders = it.skipIf(!existsSync(join(MODELS_DIR, 'edgeface-xs.onnx')));
  twoEmbedders('joins the embeddings of a pack with two embedders', async () => {
    const combined = await createPlainPipeline(MODELS_DIR, 1, 'combined');
    const { embeddings } = await combined.analyse(await encodeJpeg(drawnFace({ seed: 2, size: 400 })));
    expect(embeddings[0]).toHaveLength(256 + 512);
    expect(Math.hypot(...embeddings[0]!)).toBeCloseTo(1, 5);
    await combined.release();
  });

  it('runs the models alone, too', async () => {
    const models = await createModelRunner(MODELS_DIR, 1);
    for (const name of MODEL_RUNS) expect(await models.run(name)).toBeGreaterThan(0.1);
    await models.release();
  });

  it('does not take another model for the published one where that is not at hand', async () => {
    const alone = await mkdtemp(join(tmpdir(), 'models-'));
    try {
      const manifest = await readManifest(MODELS_DIR);
      await copyFile(join(MODELS_DIR, 'manifest.json'), join(alone, 'manifest.json'));
      for (const { file } of packModels(manifest, 'retail-0095').models)
        await symlink(join(MODELS_DIR, file), join(alone, file));
      const models = await createModelRunner(alone, 1, []);
      expect(await models.run('published embedder')).toBeNull();
      expect(await models.run('embedder')).toBeGreaterThan(0.1);
      await models.release();
    } finally {
      await rm(alone, { recursive: true });
    }
  });
});

describeUnless(noFaces, 'the plain pipeline on real photos', () => {
  it('recognises one person', async () => {
    const plain = await createPlainPipeline(MODELS_DIR, 1);
    const { cosine } = await plain.compare(portrait('obama.jpg'), portrait('obama2.jpg'));
    const { cosine: other } = await plain.compare(portrait('obama.jpg'), portrait('biden.jpg'));
    expect(cosine).toBeGreaterThan(other! + 0.2);
    await plain.release();
  });
});
