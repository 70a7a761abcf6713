import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { packModels, readManifest } from '../../../lambda/face/models/manifest.ts';
import { ensureModels, type FetchOptions, MODELS_DIR } from '../../../layers/models/fetch.ts';
import { describeUnless } from '../../support/shared.ts';
import { noOriginals, original } from './originals.ts';
import { breaksAt, type Publisher, startPublisher, status } from './publisher.ts';

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

let targetDir: string;
let publisher: Publisher;

/** Fetches from the stand-in alone, and tries again without a pause. */
const ensure = (options: FetchOptions = {}) =>
  ensureModels({ targetDir, searchDirs: [], resolveUrl: publisher.resolveUrl, retry: { minTimeout: 0 }, ...options });

beforeEach(async () => {
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  vi.stubEnv('no_proxy', '127.0.0.1');
  publisher = await startPublisher();
  targetDir = await mkdtemp(join(tmpdir(), 'models-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await publisher.close();
  await rm(targetDir, { recursive: true });
});

describeUnless(noOriginals, 'a fresh clone with nothing but the publishers', () => {
  /** What the stand-in has: every published file of the real manifest, under its real path. */
  const publishEverything = async () => {
    const { models } = await readManifest(MODELS_DIR);
    for (const { file, source } of models) {
      for (const { url } of source.files) {
        const name = url.slice(url.lastIndexOf('/') + 1);
        // The detector is published as it is used, and given under another name.
        publisher.files.set(new URL(url).pathname, name.endsWith('.onnx') ? original(`../${file}`) : original(name));
      }
    }
    await copyFile(join(MODELS_DIR, 'manifest.json'), join(targetDir, 'manifest.json'));
  };

  it('gets the default pack, byte for byte as pinned, over connections that break', async () => {
    await publishEverything();
    publisher.answers.push(breaksAt(100_000), breaksAt(200_000), status(503));
    await ensure();
    const { models } = packModels(await readManifest(targetDir), 'retail-0095');
    for (const model of models) {
      const bytes = await readFile(join(targetDir, model.file));
      expect([model.name, bytes.length, sha256(bytes)]).toEqual([model.name, model.bytes, model.sha256]);
    }
    expect((await readdir(targetDir)).toSorted()).toEqual(
      ['manifest.json', ...models.map(({ file }) => file)].toSorted(),
    );
    const resumed = publisher.asked.flatMap(({ range }) => (range === undefined ? [] : [range]));
    expect(resumed).toEqual([100_000, 200_000, 200_000].map((from) => `bytes=${from}-322905`));
  });

  it.each(['edgeface-xs', 'combined'])('is told that nobody publishes a model of pack %s', async (pack) => {
    await publishEverything();
    await expect(ensure({ pack })).rejects.toThrow(
      /The embedder edgeface-xs\.onnx is not available: nobody publishes exactly this file.*FACE_MODELS_DIR/s,
    );
  });
});
