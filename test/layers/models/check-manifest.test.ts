import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_PACK, type Manifest, packModels, readManifest } from '../../../lambda/face/models/manifest.ts';
import { checkManifest } from '../../../layers/models/check-manifest.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { SMALL_MANIFEST, withChangedModel } from './small-manifest.ts';

const FILE = SMALL_MANIFEST.models[0]!.source.files[0]!;
const CONVERSION = { from: 'tensorflow-graph', graph: 'g' };
const model = (change: object): object => withChangedModel('emb', change);
const input = (change: object): object => model({ input: { ...SMALL_MANIFEST.models[1]!.input, ...change } });
const source = (change: object): object => model({ source: { ...SMALL_MANIFEST.models[1]!.source, ...change } });
const pack = (change: object): object => ({
  ...SMALL_MANIFEST,
  packs: { mine: { ...SMALL_MANIFEST.packs['retail-0095'], ...change } },
});

describe('a manifest', () => {
  let dir: string;
  const read = async (manifest: object | string): Promise<Manifest> => {
    await writeFile(join(dir, 'manifest.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
    return readManifest(dir, checkManifest);
  };
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'manifest-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('without mistakes is read as it is', async () => {
    expect(await read(SMALL_MANIFEST)).toEqual(SMALL_MANIFEST);
  });

  it.each<[what: string, manifest: object | string, message: string]>([
    ['that is no JSON', '{"models": [', 'Unexpected end of JSON input'],
    ['that is no object', 'null', 'expected Object but received null'],
    ['with a model that is none', { models: [null], packs: {} }, 'model 1: expected Object but received null'],
    ['without packs', { models: SMALL_MANIFEST.models }, 'expected a value for packs but received undefined'],
    ['without models', {}, 'expected a value for models but received undefined'],
    ['with a model without a name', model({ name: '' }), 'model 2: expected a text for name but received ""'],
    [
      'with two models of one name',
      withChangedModel('qual', { name: 'det' }),
      'model det: another model has this name',
    ],
    [
      'with a model of no role',
      model({ role: 'embeder' }),
      'model emb: expected ("detector" | "embedder" | "quality") for role but received "embeder"',
    ],
    [
      'with a model without training data',
      model({ trainingData: undefined }),
      'model emb: expected a value for trainingData but received undefined',
    ],
    [
      'with training data without terms',
      model({ trainingData: { name: 'drawings', researchOnly: false } }),
      'model emb: expected a value for trainingData.terms but received undefined',
    ],
    [
      'with a model without a version',
      model({ version: undefined }),
      'model emb: expected a value for version but received undefined',
    ],
    [
      'with a file outside of the directory',
      model({ file: '../emb.onnx' }),
      'model emb: expected the name of an .onnx file for file but received "../emb.onnx"',
    ],
    [
      'with a file of another format',
      model({ file: 'emb.pb' }),
      'model emb: expected the name of an .onnx file for file but received "emb.pb"',
    ],
    ['with a model without a size', model({ bytes: 0 }), 'model emb: expected >=1 for bytes but received 0'],
    [
      'with an unpinned model',
      model({ sha256: 'abc' }),
      'model emb: expected 64 hex digits for sha256 but received "abc"',
    ],
    [
      'with a model rewritten from an unpinned file',
      model({ rewrittenFrom: { file: 'base.onnx', bytes: 3 } }),
      'model emb: expected a value for rewrittenFrom.sha256 but received undefined',
    ],
    [
      'with a model rewritten from a file of another format',
      model({ rewrittenFrom: { ...SMALL_MANIFEST.models[1]!, file: 'base.pb' } }),
      'model emb: expected the name of an .onnx file for rewrittenFrom.file but received "base.pb"',
    ],
    [
      'with a model rewritten from itself',
      model({ rewrittenFrom: SMALL_MANIFEST.models[1]! }),
      'model emb: expected rewrittenFrom to name another file than its own',
    ],
    [
      'with a model rewritten from nothing',
      model({ rewrittenFrom: null }),
      'model emb: expected Object for rewrittenFrom but received null',
    ],
    [
      'with a model without a licence',
      model({ licence: undefined }),
      'model emb: expected a value for licence but received undefined',
    ],
    [
      'with an empty licence',
      model({ licence: { spdx: ' ', holder: 'somebody', note: '' } }),
      'model emb: expected a text for licence.spdx but received " "',
    ],
    [
      'with a licence of nobody',
      model({ licence: { spdx: 'MIT', note: '' } }),
      'model emb: expected a value for licence.holder but received undefined',
    ],
    [
      'with a model without a source',
      model({ source: undefined }),
      'model emb: expected a value for source but received undefined',
    ],
    [
      'with a source without a list of files',
      source({ files: undefined }),
      'model emb: expected a value for source.files but received undefined',
    ],
    [
      'with a published file without an address',
      source({ files: [{ ...FILE, url: 'ftp://example.invalid/emb.onnx' }] }),
      'model emb: expected the address of a file for source.files.0.url but received "ftp://example.invalid/emb.onnx"',
    ],
    [
      'with a published file without a checksum',
      source({ files: [{ url: FILE.url, bytes: 3 }] }),
      `model emb: expected either sha256 or sha384 of ${FILE.url} for source.files.0`,
    ],
    [
      'with a published file without a size',
      source({ files: [{ ...FILE, bytes: '3' }] }),
      'model emb: expected number for source.files.0.bytes but received "3"',
    ],
    [
      'with an unknown conversion',
      source({ files: [FILE], conversion: { from: 'pytorch', graph: 'g' } }),
      'model emb: expected ("openvino-ir" | "tensorflow-graph") for source.conversion.from but received "pytorch"',
    ],
    [
      'with a conversion of nothing',
      source({ conversion: CONVERSION }),
      'model emb: expected 1 published files for source',
    ],
    [
      'with half a network',
      source({ files: [FILE], conversion: { ...CONVERSION, from: 'openvino-ir' } }),
      'model emb: expected 2 published files for source',
    ],
    [
      'without the name of an input',
      input({ name: undefined }),
      'model emb: expected a value for input.name but received undefined',
    ],
    [
      'without the size of the crop',
      input({ size: undefined }),
      'model emb: expected a value for input.size but received undefined',
    ],
    [
      'with a crop of no whole size',
      input({ size: 112.5 }),
      'model emb: expected a whole number for input.size but received 112.5',
    ],
    ['with a crop that is too small', input({ size: 31 }), 'model emb: expected >=32 for input.size but received 31'],
    [
      'with a crop that is too large',
      input({ size: 513 }),
      'model emb: expected <=512 for input.size but received 513',
    ],
    [
      'with a projection elsewhere',
      model({ projection: { file: '../p.json', sha256: FILE.sha256 } }),
      'model emb: expected a .json file beside the manifest for projection.file but received "../p.json"',
    ],
    [
      'with an unpinned projection',
      model({ projection: { file: 'p.json' } }),
      'model emb: expected a value for projection.sha256 but received undefined',
    ],
    [
      'with a projection of a quality model',
      withChangedModel('qual', { projection: { file: 'p.json', sha256: FILE.sha256 } }),
      'model qual: expected no value (only embedders have one) for projection',
    ],
    [
      'with a centre, which a projection has replaced',
      model({ centre: { file: 'centre.json', sha256: FILE.sha256 } }),
      'model emb: expected a projection instead, which `npm run calibrate -- --projection` makes, for centre',
    ],
    [
      'with a published file of two checksums',
      source({ files: [{ ...FILE, sha384: 'a'.repeat(96) }] }),
      `model emb: expected either sha256 or sha384 of ${FILE.url} for source.files.0`,
    ],
    [
      'with a quality model of another crop than the measures have',
      withChangedModel('qual', { input: { ...SMALL_MANIFEST.models[2]!.input, size: 112 } }),
      'model qual: expected 96 for input.size but received 112',
    ],
    [
      'with unknown channels',
      input({ channels: 'GRAY' }),
      'model emb: expected ("RGB" | "BGR") for input.channels but received "GRAY"',
    ],
    [
      'with a mean that is no number',
      input({ mean: '128' }),
      'model emb: expected number for input.mean but received "128"',
    ],
    ['with a scale of 0', input({ scale: 0 }), 'model emb: expected >0 for input.scale but received 0'],
    [
      'with an embedder without an output',
      model({ output: undefined }),
      'model emb: expected a value for output but received undefined',
    ],
    [
      'with an embedding of no length',
      model({ output: { name: 'out' } }),
      'model emb: expected a value for output.length but received undefined',
    ],
    ['with an empty pack', pack({ embedders: [] }), 'pack mine: expected at least one for embedders but received 0'],
    [
      'with a pack that names no model',
      pack({ embedders: [{ model: 'emd', weight: 1 }] }),
      'pack mine: expected a model of role embedder but received emd',
    ],
    [
      'with a pack that names a model of another role',
      pack({ quality: 'emb' }),
      'pack mine: expected a model of role quality but received emb',
    ],
    [
      'with an embedder of no weight',
      pack({ embedders: [{ model: 'emb', weight: 0 }] }),
      'pack mine: expected >0 for embedders.0.weight but received 0',
    ],
    [
      'with a pack that names an embedder twice',
      pack({ embedders: [1, 2].map((weight) => ({ model: 'emb', weight })) }),
      'pack mine: expected each model once for embedders',
    ],
    [
      'with a calibration elsewhere',
      pack({ calibration: '../c.json' }),
      'pack mine: expected a .json file beside the manifest for calibration but received "../c.json"',
    ],
  ])('%s is refused with one clear message', async (_, manifest, message) => {
    const error = (await read(manifest).catch((reason: Error) => reason)) as Error;
    expect(error).toBeInstanceOf(Error);
    expect(error.message.startsWith(`${join(dir, 'manifest.json')}: ${message}`)).toBe(true);
    expect(error.message).not.toContain('\n');
  });
});

describe('a manifest at the start of a function', () => {
  it.each<[what: string, text: string, message: string]>([
    ['that is no JSON', '{"models": [', 'Unexpected end of JSON input'],
    ['that is no object', 'null', 'expected a list of models, and packs'],
    ['without models', '{ "packs": {} }', 'expected a list of models, and packs'],
    ['without packs', '{ "models": [] }', 'expected a list of models, and packs'],
  ])('%s is refused with the name of the file', async (_, text, message) => {
    const dir = await mkdtemp(join(tmpdir(), 'manifest-'));
    await writeFile(join(dir, 'manifest.json'), text);
    await expect(readManifest(dir)).rejects.toThrow(`${join(dir, 'manifest.json')}: ${message}`);
    await rm(dir, { recursive: true });
  });
});

describe("the project's own manifest", async () => {
  const { models, packs } = await readManifest(MODELS_DIR, checkManifest);

  it('has a calibration for every pack', () => {
    for (const { calibration } of Object.values(packs)) expect(existsSync(join(MODELS_DIR, calibration))).toBe(true);
  });

  it('names published files that cannot change: by TLS, at a commit or a release, with one checksum', () => {
    const files = models.flatMap(({ source }) => source.files);
    expect(files.length).toBeGreaterThan(3);
    for (const { url } of files) expect(url).toMatch(/^https:\/\/.*\/([0-9a-f]{40}|2023\.0)\//);
  });

  it('has every model of the default pack from its publisher', () => {
    for (const { name, source } of packModels({ models, packs }, DEFAULT_PACK).models) {
      expect([name, source.files.length > 0]).toEqual([name, true]);
    }
  });
});
