import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPack } from '../../../lambda/face/load-pack.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { scorePairs } from '../../../lib/accuracy/measure/score-pairs.ts';
import { writeScores } from '../../../lib/accuracy/measure/scores-file.ts';
import { embedPhotos } from '../../../lib/accuracy/photos/embed-photos.ts';
import { readPairs } from '../../../lib/accuracy/photos/pairs-file.ts';
import { separationReport } from '../../../lib/accuracy/separation-report.ts';
import { describeUnless, noFaces, PORTRAITS_DIR } from '../../support/shared.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'calibrate-'));
});
afterAll(() => rm(dir, { recursive: true }));

describe('a pair list', () => {
  test.each([
    ['x,y\n', /expected the header a,b,same/],
    ['a,b,same\na.jpg,b.jpg,1\na.jpg,b.jpg,yes\n', /pairs\.csv:3: expected a,b,same with same 0 or 1/],
    ['a,b,same\na.jpg,,0\n', /pairs\.csv:2/],
    ['a,b,same\na.jpg,b.jpg,0,9\n', /pairs\.csv:2/],
  ])('%j is refused with its line', async (text, message) => {
    await writeFile(join(dir, 'pairs.csv'), text);
    await expect(readPairs(join(dir, 'pairs.csv'))).rejects.toThrow(message);
  });

  test('is read with either line ending', async () => {
    await writeFile(join(dir, 'pairs.csv'), 'a,b,same\r\na.jpg,b.jpg,1\r\n');
    expect(await readPairs(join(dir, 'pairs.csv'))).toEqual([{ a: 'a.jpg', b: 'b.jpg', same: true }]);
  });
});

describeUnless(noFaces, 'scoring labelled photos', () => {
  test('gives the scores of the API, a file and a report', async () => {
    const { calibration, version, release } = await loadPack({ modelsDir: MODELS_DIR });
    const pairs = [
      { a: 'obama.jpg', b: 'obama2.jpg', same: true },
      { a: 'obama.jpg', b: 'biden.jpg', same: false },
    ];
    const counts: number[] = [];
    const photos = await embedPhotos(['obama.jpg', 'obama2.jpg', 'biden.jpg'], {
      imagesDir: PORTRAITS_DIR,
      modelsDir: MODELS_DIR,
      pack: 'retail-0095',
      processes: 2,
      progress: (done) => counts.push(done),
    });
    expect(counts).toEqual([1, 2, 3]);
    const results = scorePairs(pairs, photos, calibration);
    expect(results.map(({ similarity }) => similarity > 0.7)).toEqual([true, false]);
    expect(results.map(({ status }) => status)).toEqual(['Success', 'Success']);

    await writeScores(join(dir, 'scores.csv'), results);
    const lines = (await readFile(join(dir, 'scores.csv'), 'utf8')).split('\n');
    expect(lines[0]).toBe('a,b,same,cosine,similarity,status');
    expect(lines[1]).toBe(`obama.jpg,obama2.jpg,1,${results[0]!.cosine},${results[0]!.similarity},Success`);
    expect(separationReport(results, photos, version)).toContain('pairs: 1 same person, 1 different people');
    expect(() => scorePairs([{ a: 'x', b: 'obama.jpg', same: true }], photos, calibration)).toThrow(
      'x was not analysed',
    );
    await release();
  });

  test('fails, and does not hang, when a photo cannot be read', async () => {
    const options = { imagesDir: PORTRAITS_DIR, modelsDir: MODELS_DIR, pack: 'retail-0095', processes: 1 };
    await expect(embedPhotos(['absent.jpg'], options)).rejects.toThrow('absent.jpg: ENOENT');
  });
});
