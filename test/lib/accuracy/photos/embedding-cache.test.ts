import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packModels, readManifest } from '../../../../lambda/face/models/manifest.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { cacheKey, openEmbeddingCache } from '../../../../lib/accuracy/photos/embedding-cache.ts';
import { pipelineVersion } from '../../../../lib/accuracy/photos/pipeline-version.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { analysed, randomEmbedding } from '../../../support/scores.ts';

const random = seededRandom(2);
const one = analysed([randomEmbedding(random, 256), null], 'LowQuality', 0.123456789);
const two = analysed([]);

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'cache-')), 'calibrate');
});
afterEach(() => rm(join(dir, '..'), { recursive: true }));

describe('the embeddings cache', () => {
  test('gives back to the last bit what it was given, also after it was closed', async () => {
    const first = await openEmbeddingCache(dir, 'pack', 'k1');
    first.add('aa', one);
    first.add('bb', two);
    expect(first.get('aa')).toEqual(one);
    first.close();
    const second = await openEmbeddingCache(dir, 'pack', 'k1');
    expect(second.get('aa')).toEqual(one);
    expect(second.get('bb')).toEqual(two);
    expect(second.get('cc')).toBeUndefined();
    second.close();
  });

  test('is for its owner only', async () => {
    (await openEmbeddingCache(dir, 'pack', 'k1')).close();
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dir, 'pack@k1.jsonl'))).mode & 0o777).toBe(0o600);
  });

  test('goes on after a kill that cut off its last line', async () => {
    const first = await openEmbeddingCache(dir, 'pack', 'k1');
    first.add('aa', one);
    first.close();
    const file = join(dir, 'pack@k1.jsonl');
    const line = (await readFile(file, 'utf8')).split('\n').find((text) => text.includes('aa'))!;
    await appendFile(file, line.replace('aa', 'bb').slice(0, 200));
    const second = await openEmbeddingCache(dir, 'pack', 'k1');
    expect(second.get('aa')).toEqual(one);
    expect(second.get('bb')).toBeUndefined();
    second.add('cc', two);
    second.close();
    const third = await openEmbeddingCache(dir, 'pack', 'k1');
    expect([third.get('aa'), third.get('cc')]).toEqual([one, two]);
    third.close();
  });

  test('of other models or another pipeline is deleted, that of another pack is not', async () => {
    for (const [pack, key] of [
      ['pack', 'k1'],
      ['other', 'k1'],
    ] as const) {
      const cache = await openEmbeddingCache(dir, pack, key);
      cache.add('aa', one);
      cache.close();
    }
    await writeFile(join(dir, 'README'), 'not ours');
    const cache = await openEmbeddingCache(dir, 'pack', 'k2');
    expect(cache.get('aa')).toBeUndefined();
    cache.close();
    expect((await readdir(dir)).sort()).toEqual(['README', 'other@k1.jsonl', 'pack@k2.jsonl']);
  });
});

describe('the key of the cache', () => {
  test('changes with the pipeline, a model, its pre-processing and the weights', async () => {
    const { pack, models } = packModels(await readManifest(MODELS_DIR), 'combined');
    const keys = [
      cacheKey('p1', pack, models),
      cacheKey('p2', pack, models),
      cacheKey('p1', { ...pack, embedders: pack.embedders.map((one) => ({ ...one, weight: 2 })) }, models),
      cacheKey(
        'p1',
        pack,
        models.map((model) => ({ ...model, sha256: model.sha256.toUpperCase() })),
      ),
      cacheKey(
        'p1',
        pack,
        models.map((model) => ({ ...model, input: { ...model.input, mean: 1 } })),
      ),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(cacheKey('p1', pack, structuredClone(models))).toBe(keys[0]);
  });

  test('has the pipeline as a fingerprint that is the same each time', async () => {
    const version = await pipelineVersion();
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(await pipelineVersion()).toBe(version);
  });
});
