import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { packModels, readManifest } from '../../../../lambda/face/models/manifest.ts';
import { loadModel } from '../../../../lambda/face/models/onnx.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { ROOT } from '../../../../lib/cli/root.ts';
import { describeUnless, noModels } from '../../../support/shared.ts';

const ONNX = resolve(ROOT, 'lambda/face/models/onnx.ts');
const MANIFEST = resolve(ROOT, 'lambda/face/models/manifest.ts');

/** Loads a model in its own process, since the runtime decides once per process what it reports. */
const PROGRAM = `
import { loadModel } from ${JSON.stringify(ONNX)};
import { packModels, readManifest } from ${JSON.stringify(MANIFEST)};
const dir = ${JSON.stringify(MODELS_DIR)};
const { models } = packModels(await readManifest(dir), 'retail-0095');
const model = await loadModel(dir, models[0], 1);
await model.release();
`;

describeUnless(noModels, 'the inference runtime', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'face-comparison-home-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('says nothing, keeps no identifier of the machine and reports nothing to its maker', async () => {
    // Without the variables by which the runtime recognizes a CI system, where it never reports anything.
    const env = { HOME: home, PATH: process.env.PATH };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROGRAM], {
      env,
    });
    expect([stdout, stderr]).toEqual(['', '']);
    expect(await readdir(home)).toEqual([]);
  });

  it('keeps the memory of its runs to itself, and lets no idle thread spin', async () => {
    const create = vi.spyOn(InferenceSession, 'create');
    const { models } = packModels(await readManifest(MODELS_DIR), 'retail-0095');
    const model = await loadModel(MODELS_DIR, models[0]!, 2);
    await model.release();
    // Without the first setting, memory grows; spinning threads take up to three times as long (docs/decisions/speed.md).
    expect(create.mock.lastCall?.[1]).toMatchObject({
      enableCpuMemArena: true,
      intraOpNumThreads: 2,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    create.mockRestore();
  });
});
