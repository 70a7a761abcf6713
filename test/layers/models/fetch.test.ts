import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readManifest } from '../../../lambda/face/manifest.ts';
import { defaultSearchDirs, ensureModels, MODELS_DIR, ModelUnavailableError } from '../../../layers/models/fetch.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const model = (name: string, role: string, url: string | null) => ({
  name,
  role,
  file: `${name}.onnx`,
  bytes: name.length,
  sha256: sha256(name),
  licence: { spdx: 'MIT', holder: 'somebody', note: '' },
  source: { publisher: `https://example.invalid/${name}`, url },
  input: { name: 'input', size: 96, channels: 'RGB', mean: 0, scale: 1 },
  output: { name: 'out', length: 1 },
});
const MANIFEST = {
  models: [
    model('det', 'detector', 'https://example.invalid/det.onnx'),
    model('emb', 'embedder', null),
    model('qual', 'quality', null),
  ],
  packs: {
    'retail-0095': {
      detector: 'det',
      quality: 'qual',
      embedders: [{ model: 'emb', weight: 1 }],
      calibration: 'c.json',
    },
  },
};

describe('fetching models', () => {
  let dir: string;
  let targetDir: string;
  let sourceDir: string;
  const noNetwork = async (): Promise<Uint8Array> => {
    throw new Error('getaddrinfo ENOTFOUND example.invalid');
  };

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'models-'));
    targetDir = join(dir, 'target');
    sourceDir = join(dir, 'source');
    await mkdir(targetDir);
    await mkdir(sourceDir);
    await writeFile(join(targetDir, 'manifest.json'), JSON.stringify(MANIFEST));
    for (const name of ['det', 'emb', 'qual']) await writeFile(join(sourceDir, `${name}.onnx`), name);
  });
  afterEach(() => rm(dir, { recursive: true }));

  test('copies verified files, one line each, and then finds them in place', async () => {
    const lines: string[] = [];
    const options = {
      targetDir,
      searchDirs: [join(dir, 'absent'), sourceDir],
      report: (line: string) => lines.push(line),
    };
    expect(await ensureModels({ ...options, download: noNetwork })).toBe(targetDir);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe(`[1/3] detector det.onnx (3 bytes) copied from ${sourceDir}`);
    expect(await readFile(join(targetDir, 'emb.onnx'), 'utf8')).toBe('emb');
    await ensureModels({ ...options, searchDirs: [], download: noNetwork });
    expect(lines[3]).toContain('is in place');
  });

  test('a file with a wrong checksum is passed over, also in the target itself', async () => {
    const wrongDir = join(dir, 'wrong');
    await mkdir(wrongDir);
    await writeFile(join(wrongDir, 'emb.onnx'), 'changed');
    await writeFile(join(targetDir, 'emb.onnx'), 'truncated');
    await ensureModels({ targetDir, searchDirs: [wrongDir, sourceDir], download: noNetwork });
    expect(await readFile(join(targetDir, 'emb.onnx'), 'utf8')).toBe('emb');
  });

  test('a wrong checksum everywhere names file, both checksums, source and remedy, and leaves nothing behind', async () => {
    await writeFile(join(sourceDir, 'emb.onnx'), 'changed');
    const error = await ensureModels({ targetDir, searchDirs: [sourceDir] }).catch((e: Error) => e);
    expect(error).toBeInstanceOf(ModelUnavailableError);
    for (const part of [
      'emb.onnx',
      sha256('emb'),
      sha256('changed'),
      'https://example.invalid/emb',
      'FACE_MODELS_DIR',
    ]) {
      expect((error as Error).message).toContain(part);
    }
    expect(await readdir(targetDir)).toEqual(['det.onnx', 'manifest.json']);
  });

  test('what is found nowhere is fetched from its public URL and verified', async () => {
    await rm(join(sourceDir, 'det.onnx'));
    const asked: string[] = [];
    const download = async (url: string) => {
      asked.push(url);
      return Buffer.from('det');
    };
    await ensureModels({ targetDir, searchDirs: [sourceDir], download });
    expect(asked).toEqual(['https://example.invalid/det.onnx']);
    expect(await readFile(join(targetDir, 'det.onnx'), 'utf8')).toBe('det');
  });

  test.each([
    ['an unreachable source', noNetwork, 'ENOTFOUND'],
    ['a changed file', async () => Buffer.from('changed'), sha256('changed')],
  ])('%s is an error that says so, and no half file stays', async (_, download, text) => {
    await rm(join(sourceDir, 'det.onnx'));
    await expect(ensureModels({ targetDir, searchDirs: [sourceDir], download })).rejects.toThrow(text);
    expect(existsSync(join(targetDir, 'det.onnx'))).toBe(false);
    expect(await readdir(targetDir)).toEqual(['manifest.json']);
  });

  test('an unknown pack names the known ones', async () => {
    await expect(ensureModels({ targetDir, pack: 'other' })).rejects.toThrow('Expected one of retail-0095 for pack');
  });

  test('FACE_MODELS_DIR is searched before ../shared/models', () => {
    const before = process.env.FACE_MODELS_DIR;
    process.env.FACE_MODELS_DIR = sourceDir;
    try {
      const dirs = defaultSearchDirs();
      expect(dirs[0]).toBe(sourceDir);
      expect(dirs[1]).toMatch(/shared[/\\]models$/);
    } finally {
      if (before === undefined) delete process.env.FACE_MODELS_DIR;
      else process.env.FACE_MODELS_DIR = before;
    }
  });
});

describe('the manifest', () => {
  test('pins, licenses and sources every model', async () => {
    const { models, packs } = await readManifest(MODELS_DIR);
    expect(models.map((entry) => entry.role).toSorted()).toEqual(
      expect.arrayContaining(['detector', 'embedder', 'quality']),
    );
    for (const [, pack] of Object.entries(packs)) {
      expect(existsSync(join(MODELS_DIR, pack.calibration))).toBe(true);
    }
  });

  test.each([
    ['an unpinned model', { sha256: 'abc' }, 'sha256'],
    ['an unlicensed model', { licence: { spdx: '', holder: '', note: '' } }, 'licence'],
    ['a model without a source', { source: {} }, 'source'],
    ['a file outside of the directory', { file: '../x.onnx' }, '.onnx file'],
    ['an embedder without an output', { output: undefined }, 'output'],
  ])('with %s is refused', async (_, change, text) => {
    const dir = await mkdtemp(join(tmpdir(), 'manifest-'));
    const models = MANIFEST.models.map((entry) => (entry.name === 'emb' ? { ...entry, ...change } : entry));
    await writeFile(join(dir, 'manifest.json'), JSON.stringify({ ...MANIFEST, models }));
    await expect(readManifest(dir)).rejects.toThrow(new RegExp(`model emb: .*${text}`));
    await rm(dir, { recursive: true });
  });

  test('with a pack that names a model of another role is refused', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'manifest-'));
    const packs = { broken: { ...MANIFEST.packs['retail-0095'], quality: 'emb' } };
    await writeFile(join(dir, 'manifest.json'), JSON.stringify({ ...MANIFEST, packs }));
    await expect(readManifest(dir)).rejects.toThrow('pack broken: expected a model of role quality but received emb');
    await rm(dir, { recursive: true });
  });
});
