import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeOnnx } from '../../../layers/models/convert/onnx-model.ts';
import { ensureModels, type FetchOptions, ModelUnavailableError } from '../../../layers/models/fetch.ts';
import { digest as sha256Of } from '../../../layers/models/files.ts';
import { fasterGraph } from '../../../layers/models/rewrite/faster-graph.ts';
import { type Publisher, publishedFile, startPublisher } from './publisher.ts';
import { float32, smallGraph, withConstant } from './rewrite/small-onnx.ts';
import { withChangedModel } from './small-manifest.ts';

const sha256 = (content: string | Uint8Array): string => sha256Of(Buffer.from(content));

describe('a model that is loaded in a rewritten form', () => {
  const base = writeOnnx(smallGraph());
  const rewritten = fasterGraph(base);
  const rewrittenFrom = { file: 'base.onnx', bytes: base.length, sha256: sha256(base) };
  const entry = { bytes: rewritten.length, sha256: sha256(rewritten), rewrittenFrom };
  const emb = () => readFile(join(targetDir, 'emb.onnx'));

  let dir: string;
  let targetDir: string;
  let sourceDir: string;
  let publisher: Publisher;
  const ensure = (options: FetchOptions = {}) =>
    ensureModels({ targetDir, searchDirs: [sourceDir], resolveUrl: publisher.resolveUrl, ...options });
  const writeManifest = (manifest: object) => writeFile(join(targetDir, 'manifest.json'), JSON.stringify(manifest));

  beforeEach(async () => {
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    vi.stubEnv('no_proxy', '127.0.0.1');
    publisher = await startPublisher();
    dir = await mkdtemp(join(tmpdir(), 'rewritten-'));
    targetDir = join(dir, 'target');
    sourceDir = join(dir, 'source');
    await mkdir(targetDir);
    await mkdir(sourceDir);
    for (const name of ['det', 'qual']) await writeFile(join(sourceDir, `${name}.onnx`), name);
    await writeManifest(withChangedModel('emb', entry));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await publisher.close();
    await rm(dir, { recursive: true });
  });

  it('is made of the ONNX file that is here', async () => {
    await writeFile(join(sourceDir, 'base.onnx'), base);
    const lines: string[] = [];
    await ensure({ report: (line) => lines.push(line) });
    expect(lines[1]).toBe(`[2/3] embedder emb.onnx (${rewritten.length} bytes) from ${sourceDir}, rewritten`);
    expect(Buffer.compare(await emb(), rewritten)).toBe(0);
    expect(await readdir(targetDir)).toEqual(['det.onnx', 'emb.onnx', 'manifest.json', 'qual.onnx']);
    await rm(join(sourceDir, 'base.onnx'));
    await ensure({ searchDirs: [] });
  });

  it('is made of the ONNX file in the target, where an earlier version left it', async () => {
    await writeFile(join(targetDir, 'base.onnx'), base);
    await ensure();
    expect(Buffer.compare(await emb(), rewritten)).toBe(0);
  });

  it('is copied where it is rewritten already', async () => {
    await writeFile(join(sourceDir, 'emb.onnx'), rewritten);
    const lines: string[] = [];
    await ensure({ report: (line) => lines.push(line) });
    expect(lines[1]).toContain(`copied from ${sourceDir}`);
  });

  it('is made of its publisher’s file, which must be what was pinned', async () => {
    const published = (content: Uint8Array) => ({
      publisher: 'https://example.invalid',
      files: [publishedFile('base.onnx', Buffer.from(content))],
      conversion: null,
    });
    publisher.files.set('/files/base.onnx', Buffer.from(base));
    await writeManifest(withChangedModel('emb', { ...entry, source: published(base) }));
    const lines: string[] = [];
    await ensure({ report: (line) => lines.push(line) });
    expect(lines).toContain(
      `[2/3] embedder emb.onnx (${rewritten.length} bytes) fetched from publisher.invalid, rewritten`,
    );
    expect(Buffer.compare(await emb(), rewritten)).toBe(0);
    expect(await readdir(targetDir)).toEqual(['det.onnx', 'emb.onnx', 'manifest.json', 'qual.onnx']);

    await rm(join(targetDir, 'emb.onnx'));
    publisher.files.set('/files/base.onnx', Buffer.from('other'));
    await writeManifest(withChangedModel('emb', { ...entry, source: published(Buffer.from('other')) }));
    await expect(ensure()).rejects.toThrow(
      `what its publisher's files make has sha256 ${sha256('other')}, expected ${rewrittenFrom.sha256}`,
    );
  });

  it('is an error where the rewriting makes another file than was pinned, and none stays', async () => {
    await writeFile(join(sourceDir, 'base.onnx'), base);
    await writeManifest(withChangedModel('emb', { ...entry, sha256: sha256('emb') }));
    const error = await ensure().catch((e: Error) => e);
    expect(error).toBeInstanceOf(ModelUnavailableError);
    expect((error as Error).message).toContain(
      `what is made of base.onnx has sha256 ${sha256(rewritten)}, expected ${sha256('emb')}`,
    );
    expect(await readdir(targetDir)).toEqual(['det.onnx', 'manifest.json', 'qual.onnx']);
  });

  it('is an error that names what the rewriting does not know', async () => {
    const strange = writeOnnx(withConstant(smallGraph(), float32('s1', [2, 1, 1], [0.1, 0.2])));
    await writeFile(join(sourceDir, 'base.onnx'), strange);
    const pinned = { file: 'base.onnx', bytes: strange.length, sha256: sha256(strange) };
    await writeManifest(withChangedModel('emb', { ...entry, rewrittenFrom: pinned }));
    const error = await ensure().catch((e: Error) => e);
    expect(error).toBeInstanceOf(ModelUnavailableError);
    expect((error as Error).message).toContain('PRelu t3: expected a slope of one float32 value but found 2x1x1');
  });

  it('passes over a file that is neither, and says which file is wanted', async () => {
    await writeFile(join(sourceDir, 'base.onnx'), 'changed');
    const error = (await ensure().catch((e: Error) => e)) as Error;
    expect(error.message).toContain(`base.onnx: sha256 ${sha256('changed')}, expected ${rewrittenFrom.sha256}`);
    expect(error.message).toContain(`remedy: put base.onnx with sha256 ${rewrittenFrom.sha256} into`);
  });
});
