import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalibration, readCalibration } from '../../../lambda/face/matching/calibration.ts';
import { ensureCalibration, provisionalCalibration } from '../../../layers/models/provisional-calibration.ts';
import { SMALL_MANIFEST } from './small-manifest.ts';

describe('a provisional calibration', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'provisional-'));
    await writeFile(join(dir, 'manifest.json'), JSON.stringify(SMALL_MANIFEST));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('lets all but identical embeddings fail at the default threshold', () => {
    const { similarity } = createCalibration(provisionalCalibration('mine', ['emb'], '2026-01-31'));
    expect(similarity(0.99)).toBeLessThan(0.7);
    expect(similarity(0.9)).toBeLessThan(0.5);
    expect(similarity(1)).toBe(1);
  });

  it('is written where a pack has none, and is one that the pipeline reads', async () => {
    const file = await ensureCalibration(dir, 'retail-0095');
    expect(file).toBe(join(dir, 'calibration', 'c.json'));
    const use = { pack: 'retail-0095', models: [], spaces: ['emb-as-published'], randomPairs: false };
    expect((await readCalibration(file!, use)).version).toBe('retail-0095-provisional');
  });

  it('never replaces a calibration', async () => {
    const file = (await ensureCalibration(dir, 'retail-0095'))!;
    await writeFile(file, 'measured');
    expect(await ensureCalibration(dir, 'retail-0095')).toBe(null);
    expect(existsSync(file)).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('measured');
  });
});
