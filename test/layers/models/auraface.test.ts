import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readManifest } from '../../../lambda/face/models/manifest.ts';
import { loadModel } from '../../../lambda/face/models/onnx.ts';
import { runOnCrops } from '../../../lambda/face/models/run-on-crops.ts';
import { checkManifest } from '../../../layers/models/check-manifest.ts';
import { FLOAT32, writeOnnx } from '../../../layers/models/convert/onnx-model.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { digest } from '../../../layers/models/files.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeJpeg } from '../../../lib/pictures/encode.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

/** Pixels that the stand-in averages, and what is left of a crop of 112 pixels. */
const CELL = 8;
const CELLS = 3 * (112 / CELL) ** 2;
const LENGTH = 512;
/** So many drawn faces are enough for a calibration. */
const PEOPLE = 240;

/**
 * An ONNX file with the interface of AuraFace's glintr100.onnx: an open batch goes in, a batch of one is declared to come out. It
 * averages squares of pixels, and the sines of random sums of them drive different faces apart.
 */
function standIn(): Uint8Array {
  const random = seededRandom(1);
  const weights = Float32Array.from({ length: CELLS * LENGTH }, () => random.between(-8, 8));
  const square = [CELL, CELL];
  return writeOnnx({
    name: 'auraface-stand-in',
    nodes: [
      {
        opType: 'AveragePool',
        inputs: ['input.1'],
        output: 'cells',
        attributes: { kernel_shape: square, strides: square },
      },
      { opType: 'Flatten', inputs: ['cells'], output: 'row', attributes: { axis: 1 } },
      { opType: 'MatMul', inputs: ['row', 'weights'], output: 'sums' },
      { opType: 'Sin', inputs: ['sums'], output: '1333' },
    ],
    constants: [{ name: 'weights', dims: [CELLS, LENGTH], dataType: FLOAT32, data: new Uint8Array(weights.buffer) }],
    input: { name: 'input.1', dims: ['None', 3, 112, 112] },
    output: { name: '1333', dims: [1, LENGTH] },
  });
}

const run = promisify(execFile);
const page = await readFile(join(ROOT, 'docs/auraface.md'), 'utf8');
const [entry, pack] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => JSON.parse(json!));
const commands = page
  .match(/```sh\n(.*?)```/s)![1]!
  .trim()
  .split('\n');

describeUnless(noModels, 'the recipe for AuraFace', () => {
  const file = standIn();
  /** The entry of the page, of the stand-in's file. */
  const mine = { ...entry, bytes: file.length, sha256: digest(file), source: { ...entry.source, files: [] } };
  let checkout: string;
  let carried: string;

  /** Runs a command of the page in the other checkout, with options of the test's own. */
  async function npmRun(name: string, ...more: string[]): Promise<string> {
    const line = commands.find((command) => command.startsWith(`npm run ${name} -- `))!;
    const args = line.split(' ').slice(4);
    const options = { cwd: checkout, env: { ...process.env, LOCAL_DIR: join(checkout, '.local') } };
    const { stdout } = await run(process.execPath, [`bin/${name}.ts`, ...args, ...more], options);
    return stdout;
  }

  beforeAll(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'auraface-'));
    carried = join(checkout, 'carried');
    for (const name of ['bin', 'lambda', 'layers', 'lib', 'package.json', 'cdk.json']) {
      await cp(join(ROOT, name), join(checkout, name), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
    const manifest = await readManifest(MODELS_DIR);
    await writeFile(
      join(checkout, 'layers/models/manifest.json'),
      JSON.stringify({ models: [...manifest.models, mine], packs: { ...manifest.packs, ...pack } }),
    );
    await mkdir(carried);
    await writeFile(join(carried, mine.file), file);
    for (let person = 0; person < PEOPLE; person++) {
      await mkdir(join(checkout, 'people', String(person)), { recursive: true });
      const photo = await encodeJpeg(drawnFace({ seed: person, size: 200 }));
      await writeFile(join(checkout, 'people', String(person), '1.jpg'), photo);
    }
    // One group: drawn faces look so much alike that half of them are too few to extrapolate from.
    const labels = Array.from({ length: PEOPLE }, (_, person) => `${person},unknown,drawn`);
    await writeFile(join(checkout, 'people.csv'), `person,sex,origin\n${labels.join('\n')}\n`);
    await cp(join(checkout, 'people/1/1.jpg'), join(checkout, 'selfie.jpg'));
    await cp(join(checkout, 'people/2/1.jpg'), join(checkout, 'id-face.jpg'));
  }, 120_000);
  afterAll(() => rm(checkout, { recursive: true, force: true }));

  it('shows entries that the manifest takes', async () => {
    const manifest = await readManifest(MODELS_DIR);
    const whole = { models: [...manifest.models, entry], packs: { ...manifest.packs, ...pack } };
    expect(() => checkManifest(whole)).not.toThrow();
    expect(entry.source.files[0]).toMatchObject({ bytes: entry.bytes, sha256: entry.sha256 });
  });

  it('leads from the file to a calibrated pack that compares', async () => {
    expect(await npmRun('models', '--offline', '--from', carried)).toContain(`embedder ${mine.file}`);
    const calibration = join(checkout, 'layers/models/calibration/auraface.json');
    expect(JSON.parse(await readFile(calibration, 'utf8')).version).toBe('auraface-provisional');

    await npmRun('calibrate', '--no-cache');
    const measured = JSON.parse(await readFile(calibration, 'utf8'));
    expect(measured).toMatchObject({ pack: 'auraface', speaksOf: 'look-alikes' });
    // Some drawn faces are of low quality, and are left out.
    expect(measured.people).toBeGreaterThan(PEOPLE / 2);
    expect(measured.version).toMatch(/^auraface-\d{8}-[0-9a-f]{6}$/);
    expect(measured.models).toContain(`auraface@${mine.sha256.slice(0, 8)}`);

    // Either is right for a generated model; the exit code goes with it.
    const { code, stdout } = await npmRun('compare').then(
      (stdout) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => error,
    );
    const verdict = /^(No match|Match): similarity 0\.\d+/.exec(stdout)?.[1];
    expect([
      [0, 'Match'],
      [3, 'No match'],
    ]).toContainEqual([code, verdict]);
  }, 300_000);

  it('has the model run one crop at a time, each as if it were alone', async () => {
    const model = await loadModel(carried, mine, 1);
    const crops = [1, 2, 3].map((seed) => drawnFace({ seed, size: 112 }));
    const together = await runOnCrops({ model, entry: mine }, crops);
    const alone = await Promise.all(crops.map(async (crop) => (await runOnCrops({ model, entry: mine }, [crop]))[0]));
    expect(together).toEqual(alone);
    expect(together[0]).not.toEqual(together[1]);
    await model.release();
  });
});
