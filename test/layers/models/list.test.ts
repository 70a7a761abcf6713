import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digest } from '../../../layers/models/files.ts';
import { listing, listModels } from '../../../layers/models/list.ts';
import { SMALL_MANIFEST, withChangedModel } from './small-manifest.ts';

describe('the list of models', () => {
  let dir: string;
  let targetDir: string;
  let sourceDir: string;
  const states = async () => {
    const listed = await listModels(targetDir, [sourceDir]);
    return Object.fromEntries(listed.map(({ model, state }) => [model.name, state]));
  };
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'list-'));
    targetDir = join(dir, 'target');
    sourceDir = join(dir, 'source');
    await mkdir(targetDir);
    await mkdir(join(sourceDir, 'originals'), { recursive: true });
    await writeFile(join(targetDir, 'manifest.json'), JSON.stringify(SMALL_MANIFEST));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('says what is here and what is not', async () => {
    await writeFile(join(sourceDir, 'qual.onnx'), 'qual');
    expect(await states()).toEqual({
      det: 'to be fetched from publisher.invalid',
      emb: 'not available: nobody publishes exactly this file',
      qual: `found in ${sourceDir}`,
    });
    await writeFile(join(targetDir, 'emb.onnx'), 'emb');
    expect((await states()).emb).toBe('in place');
  });

  it('says that the publisher’s file is here', async () => {
    await writeFile(join(sourceDir, 'originals', 'published-det.onnx'), 'det');
    expect((await states()).det).toBe(`publisher's file found in ${join(sourceDir, 'originals')}`);
  });

  it('says that a model is to be rewritten, and of what', async () => {
    const rewrittenFrom = { file: 'base.onnx', bytes: 4, sha256: digest(Buffer.from('base')) };
    await writeFile(join(targetDir, 'manifest.json'), JSON.stringify(withChangedModel('det', { rewrittenFrom })));
    expect((await states()).det).toBe('to be fetched from publisher.invalid, then rewritten');
    await writeFile(join(sourceDir, 'base.onnx'), 'base');
    expect((await states()).det).toBe(`base.onnx found in ${sourceDir}, to be rewritten`);
    const [det] = await listModels(targetDir, [sourceDir]);
    expect(listing(det!)).toContain(
      `\n  made of     base.onnx, 4 bytes\n              sha256 ${rewrittenFrom.sha256}\n`,
    );
  });

  it('says which files were refused, and why', async () => {
    await writeFile(join(targetDir, 'emb.onnx'), 'changed');
    expect((await states()).emb).toMatch(
      /^not available: .*; rejected .*target.emb\.onnx \(sha256 [0-9a-f]{64}, expected [0-9a-f]{64}\)$/,
    );
  });

  it('prints role, version, licence, source, checksum, packs and state', async () => {
    const licence = { spdx: 'MIT', holder: 'somebody', note: 'On the page.', conflict: 'Two pages differ.' };
    await writeFile(join(targetDir, 'manifest.json'), JSON.stringify(withChangedModel('det', { licence })));
    const [det] = await listModels(targetDir, [sourceDir]);
    const { sha256, source } = SMALL_MANIFEST.models[0]!;
    expect(listing(det!).split('\n')).toEqual([
      'det',
      '  role        detector',
      '  version     1',
      '  licence     MIT, somebody. On the page. In dispute: Two pages differ.',
      '  trained on  drawings. None.',
      '  source      https://example.invalid/det',
      `              ${source.files[0]!.url}`,
      `              sha256 ${sha256}`,
      '  file        det.onnx, 3 bytes',
      `  checksum    sha256 ${sha256}`,
      '  packs       retail-0095',
      '  state       to be fetched from publisher.invalid',
    ]);
  });
});
