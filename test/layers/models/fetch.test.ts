import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import {
  defaultSearchDirs,
  ensureModels,
  type FetchOptions,
  MODELS_DIR,
  ModelUnavailableError,
} from '../../../layers/models/fetch.ts';
import { SearchFolderError, searchDirsOf } from '../../../layers/models/places.ts';
import { tinyGraph } from './convert/tiny-graph.ts';
import { type Publisher, publishedFile, startPublisher, status } from './publisher.ts';
import { SMALL_MANIFEST, withChangedModel } from './small-manifest.ts';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

let dir: string;
let targetDir: string;
let sourceDir: string;
let publisher: Publisher;

/** Fetches from the stand-in alone, into the test's directory, and tries again twice without a pause. */
const ensure = (options: FetchOptions = {}) => {
  const retry = { maxRetries: 2, minTimeout: 0 };
  return ensureModels({ targetDir, searchDirs: [sourceDir], resolveUrl: publisher.resolveUrl, retry, ...options });
};
const writeManifest = (manifest: object) => writeFile(join(targetDir, 'manifest.json'), JSON.stringify(manifest));

beforeEach(async () => {
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  vi.stubEnv('no_proxy', '127.0.0.1');
  publisher = await startPublisher();
  dir = await mkdtemp(join(tmpdir(), 'models-'));
  targetDir = join(dir, 'target');
  sourceDir = join(dir, 'source');
  await mkdir(targetDir);
  await mkdir(sourceDir);
  await writeManifest(SMALL_MANIFEST);
  for (const name of ['det', 'emb', 'qual']) await writeFile(join(sourceDir, `${name}.onnx`), name);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await publisher.close();
  await rm(dir, { recursive: true });
});

describe('models', () => {
  test('are copied where they are found, one line each, and then found in place', async () => {
    const lines: string[] = [];
    const report = (line: string) => lines.push(line);
    expect(await ensure({ searchDirs: [join(dir, 'absent'), sourceDir], report })).toBe(targetDir);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe(`[1/3] detector det.onnx (3 bytes) copied from ${sourceDir}`);
    expect(await readFile(join(targetDir, 'emb.onnx'), 'utf8')).toBe('emb');
    await ensure({ searchDirs: [], report });
    expect(lines[3]).toContain('is in place');
    expect(publisher.asked).toEqual([]);
  });

  test('with a wrong checksum are passed over, also in the target itself', async () => {
    const wrongDir = join(dir, 'wrong');
    await mkdir(wrongDir);
    await writeFile(join(wrongDir, 'emb.onnx'), 'changed');
    await writeFile(join(targetDir, 'emb.onnx'), 'truncated');
    await ensure({ searchDirs: [wrongDir, sourceDir] });
    expect(await readFile(join(targetDir, 'emb.onnx'), 'utf8')).toBe('emb');
  });

  test('with a wrong checksum everywhere are an error with file, checksums, source and remedy, and leave nothing', async () => {
    await writeFile(join(sourceDir, 'emb.onnx'), 'changed');
    const error = await ensure().catch((e: Error) => e);
    expect(error).toBeInstanceOf(ModelUnavailableError);
    const parts = ['emb.onnx', sha256('emb'), sha256('changed'), 'https://example.invalid/emb', 'FACE_MODELS_DIR'];
    for (const part of parts) expect((error as Error).message).toContain(part);
    expect((error as Error).message).toContain('nobody publishes exactly this file');
    expect(await readdir(targetDir)).toEqual(['det.onnx', 'manifest.json', 'qual.onnx']);
  });

  test('that are found nowhere are fetched from their publisher', async () => {
    await rm(join(sourceDir, 'det.onnx'));
    publisher.files.set('/files/published-det.onnx', Buffer.from('det'));
    const lines: string[] = [];
    await ensure({ report: (line) => lines.push(line) });
    expect(publisher.asked.map(({ path }) => path)).toEqual(['/files/published-det.onnx']);
    expect(await readFile(join(targetDir, 'det.onnx'), 'utf8')).toBe('det');
    expect(lines).toContain('[1/3] detector det.onnx (3 bytes) fetched from publisher.invalid');
    expect(lines).toContain('  fetching published-det.onnx (3 bytes) from publisher.invalid');
    expect(await readdir(targetDir)).toEqual(['det.onnx', 'emb.onnx', 'manifest.json', 'qual.onnx']);
  });

  test.each(['originals', '.'])(
    'are made of the publisher’s file in a search directory (%s) before the network',
    async (folder) => {
      await rm(join(sourceDir, 'det.onnx'));
      await mkdir(join(sourceDir, folder), { recursive: true });
      await writeFile(join(sourceDir, folder, 'published-det.onnx'), 'det');
      await ensure({ offline: true });
      expect(await readFile(join(targetDir, 'det.onnx'), 'utf8')).toBe('det');
      expect(publisher.asked).toEqual([]);
    },
  );

  test('are not fetched offline', async () => {
    await rm(join(sourceDir, 'det.onnx'));
    publisher.files.set('/files/published-det.onnx', Buffer.from('det'));
    await expect(ensure({ offline: true })).rejects.toThrow(
      'The detector det.onnx is not available: published-det.onnx is not here, and --offline forbids to fetch it.',
    );
    expect(publisher.asked).toEqual([]);
  });

  test.each([
    ['a missing page', [status(404)], 'HTTP 404'],
    ['a server that fails each time', [status(500), status(500), status(500)], 'HTTP 500'],
  ])('are an error after %s, and no bad file stays', async (_, answers, text) => {
    await rm(join(sourceDir, 'det.onnx'));
    publisher.files.set('/files/published-det.onnx', Buffer.from('det'));
    publisher.answers.push(...answers);
    const error = await ensure().catch((e: Error) => e);
    expect(error).toBeInstanceOf(ModelUnavailableError);
    expect((error as Error).message).toContain(text);
    expect(await readdir(targetDir)).toEqual(['emb.onnx', 'manifest.json', 'qual.onnx']);
  });

  test('whose publisher has another file by now are an error with both checksums, and no bad file stays', async () => {
    await rm(join(sourceDir, 'det.onnx'));
    publisher.files.set('/files/published-det.onnx', Buffer.from('DET'));
    const message = new RegExp(`sha256 ${sha256('DET')}, expected ${sha256('det')}`);
    await expect(ensure()).rejects.toThrow(message);
    expect(await readdir(targetDir)).toEqual(['emb.onnx', 'manifest.json', 'qual.onnx']);
  });

  test.skipIf(!existsSync('/dev/full'))('are an error where no space is left, and no half file stays', async () => {
    await rm(join(sourceDir, 'det.onnx'));
    publisher.files.set('/files/published-det.onnx', Buffer.from('det'));
    const partial = join(targetDir, `det.onnx.${process.pid}.partial`);
    await mkdir(partial);
    await symlink('/dev/full', join(partial, 'det.onnx'));
    const error = await ensure().catch((e: Error) => e);
    expect(error).toBeInstanceOf(ModelUnavailableError);
    expect((error as Error).message).toContain('not available: no space is left on the disk.');
    expect((await readdir(targetDir)).filter((name) => name.startsWith('det'))).toEqual([]);
  });

  test('are found by two processes that fetch them at once', async () => {
    await rm(join(sourceDir, 'det.onnx'));
    publisher.files.set('/files/published-det.onnx', Buffer.from('det'));
    const program = `
      import { ensureModels } from ${JSON.stringify(join(MODELS_DIR, 'fetch.ts'))};
      const publisher = ${JSON.stringify(publisher.url)};
      const resolveUrl = (url) => publisher + new URL(url).pathname;
      await ensureModels({ targetDir: ${JSON.stringify(targetDir)}, searchDirs: [${JSON.stringify(sourceDir)}], resolveUrl });
    `;
    const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    await Promise.all([run(), run(), run()]);
    expect(await readFile(join(targetDir, 'det.onnx'), 'utf8')).toBe('det');
    expect(await readdir(targetDir)).toEqual(['det.onnx', 'emb.onnx', 'manifest.json', 'qual.onnx']);
  });

  test('in an unknown pack name the known ones', async () => {
    await expect(ensure({ pack: 'other' })).rejects.toThrow('Expected one of retail-0095 for pack');
  });

  test('whose licence is in dispute are reported with a warning', async () => {
    const licence = { spdx: 'MIT', holder: 'somebody', note: '', conflict: 'two pages say two things.' };
    await writeManifest(withChangedModel('emb', { licence }));
    const lines: string[] = [];
    await ensure({ report: (line) => lines.push(line) });
    expect(lines[3]).toBe('Warning: The licence of emb is in dispute: two pages say two things.');
  });

  test('whose licence is in dispute are warned of on standard error where nobody listens', async () => {
    const licence = { spdx: 'MIT', holder: 'somebody', note: '', conflict: 'two pages say two things.' };
    await writeManifest(withChangedModel('emb', { licence }));
    const written = vi.spyOn(console, 'error').mockImplementation(() => {});
    await ensure();
    expect(written.mock.calls).toEqual([['Warning: The licence of emb is in dispute: two pages say two things.']]);
  });

  test('that are missing are all named at once, and the others are put in place', async () => {
    await rm(join(sourceDir, 'det.onnx'));
    await rm(join(sourceDir, 'qual.onnx'));
    const error = (await ensure({ offline: true }).catch((e: Error) => e)) as Error;
    expect(error).toBeInstanceOf(ModelUnavailableError);
    expect(error.message.match(/^The .* is not available: /gm)).toEqual([
      'The detector det.onnx is not available: ',
      'The quality qual.onnx is not available: ',
    ]);
    expect(error.message.match(/^ {2}remedy: put \S+/gm)).toEqual([
      '  remedy: put det.onnx',
      '  remedy: put qual.onnx',
    ]);
    expect(await readdir(targetDir)).toEqual(['emb.onnx', 'manifest.json']);
  });

  test('are asked for a single time once another is missing', async () => {
    const source = { publisher: 'https://example.invalid', files: [publishedFile('qual.onnx', Buffer.from('qual'))] };
    await writeManifest(withChangedModel('qual', { source: { ...source, conversion: null } }));
    await rm(join(sourceDir, 'det.onnx'));
    await rm(join(sourceDir, 'qual.onnx'));
    for (const name of ['published-det', 'qual']) publisher.files.set(`/files/${name}.onnx`, Buffer.from(name));
    publisher.answers.push(...Array.from({ length: 10 }, () => status(503)));
    const error = (await ensure().catch((e: Error) => e)) as Error;
    expect(error.message.match(/could not be fetched: HTTP 503/g)).toHaveLength(2);
    const [detector, quality] = ['/files/published-det.onnx', '/files/qual.onnx'];
    expect(publisher.asked.map(({ path }) => path)).toEqual([detector, detector, detector, quality]);
  });

  test('that cannot be read are passed over, and said so', async () => {
    await rm(join(sourceDir, 'emb.onnx'));
    await mkdir(join(sourceDir, 'emb.onnx'));
    const error = (await ensure().catch((e: Error) => e)) as Error;
    expect(error).toBeInstanceOf(ModelUnavailableError);
    expect(error.message).toContain('The embedder emb.onnx is not available: ');
    expect(error.message).toContain(`\n  rejected: ${join(sourceDir, 'emb.onnx')}: it is a folder\n`);
  });

  test('that cannot be written are an error with their name and a remedy', async () => {
    await mkdir(join(targetDir, 'emb.onnx', 'full'), { recursive: true });
    const error = (await ensure().catch((e: Error) => e)) as Error;
    expect(error).toBeInstanceOf(ModelUnavailableError);
    expect(error.message).toMatch(/^The embedder emb\.onnx is not available: .*rename.*\n(.*\n)* {2}remedy: /);
  });

  test('are searched in FACE_MODELS_DIR before ../shared/models', async () => {
    vi.stubEnv('FACE_MODELS_DIR', sourceDir);
    const dirs = defaultSearchDirs();
    expect(dirs[0]).toBe(sourceDir);
    expect(dirs[1]).toMatch(/shared[/\\]models$/);
    expect(await searchDirsOf(targetDir)).toEqual([targetDir, ...dirs]);
  });

  test('are not searched for where a folder that was named is not there', async () => {
    const absent = join(dir, 'absent');
    const file = join(sourceDir, 'det.onnx');
    const message = `--from ${file}: it is not a folder.\nFACE_MODELS_DIR=${absent}: there is no such folder.`;
    vi.stubEnv('FACE_MODELS_DIR', absent);
    await expect(searchDirsOf(file)).rejects.toThrow(new SearchFolderError(message));
    const wanting = ensureModels({ targetDir, resolveUrl: publisher.resolveUrl });
    await expect(wanting).rejects.toThrow(/^FACE_MODELS_DIR=.*absent: there is no such folder\.$/);
    expect(publisher.asked).toEqual([]);
    await ensure();
    await ensureModels({ targetDir });
  });
});

describe('a model that is published in another format', () => {
  const graph = Buffer.from(tinyGraph());
  const source = {
    publisher: 'https://example.invalid',
    files: [publishedFile('emb.pb', graph)],
    conversion: { from: 'tensorflow-graph', graph: 'tiny' },
  };

  beforeEach(async () => {
    await rm(join(sourceDir, 'emb.onnx'));
    publisher.files.set('/files/emb.pb', graph);
  });

  it('is converted, and what the conversion makes must be what the manifest says', async () => {
    await writeManifest(withChangedModel('emb', { source }));
    const error = (await ensure().catch((e: Error) => e)) as Error;
    const [, made] = /make has sha256 ([0-9a-f]{64}), expected/.exec(error.message)!;
    expect(await readdir(targetDir)).toEqual(['det.onnx', 'manifest.json', 'originals', 'qual.onnx']);

    await writeManifest(withChangedModel('emb', { source, sha256: made }));
    const lines: string[] = [];
    await ensure({ report: (line) => lines.push(line), offline: true });
    expect(lines.join('\n')).toMatch(/emb\.onnx .* from .*originals, converted to ONNX/);
    expect(sha256(await readFile(join(targetDir, 'emb.onnx')))).toBe(made);
    expect(await readdir(targetDir)).toEqual(['det.onnx', 'emb.onnx', 'manifest.json', 'qual.onnx']);
  });

  it('is an error that names what the conversion does not know', async () => {
    const strange = Buffer.from(tinyGraph((nodes) => (nodes.get('relu')!.op = 'Swish')));
    publisher.files.set('/files/emb.pb', strange);
    await writeManifest(withChangedModel('emb', { source: { ...source, files: [publishedFile('emb.pb', strange)] } }));
    const error = await ensure().catch((e: Error) => e);
    expect(error).toBeInstanceOf(ModelUnavailableError);
    expect((error as Error).message).toContain('Swish relu: unknown operation');
  });
});
