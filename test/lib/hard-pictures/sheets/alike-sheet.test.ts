import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PictureStatus } from '../../../../lambda/face/comparison.ts';
import type { PicturePool, PictureResult } from '../../../../lib/hard-pictures/pool/pool.ts';
import { ALIKE_KINDS, makeAlikeSheet } from '../../../../lib/hard-pictures/sheets/alike-sheet.ts';
import { readLabels } from '../../../../lib/hard-pictures/sheets/labelled-photos.ts';
import { sheetTable } from '../../../../lib/hard-pictures/sheets/sheet-table.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'alike-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function labels(text: string) {
  const file = join(dir, 'labels.csv');
  await writeFile(file, text);
  return readLabels(file, ['sex', 'race', 'age']);
}

describe('labels', () => {
  test('are read by their columns', async () => {
    expect(await labels('age,photo,sex,race\n20-29,a.jpg,male,White\n\n')).toEqual([
      { path: 'a.jpg', labels: { photo: 'a.jpg', sex: 'male', race: 'White', age: '20-29' } },
    ]);
  });

  test.each([
    ['photo,sex,age\n', /expected a column race but found photo,sex,age/],
    ['photo,sex,race,age\na.jpg,male,White\n', /labels\.csv:2: expected 4 cells with a photo but found a\.jpg/],
    ['photo,sex,race,age\n,male,White,20-29\n', /labels\.csv:2/],
  ])('%j is refused', async (text, message) => {
    await expect(labels(text)).rejects.toThrow(message);
  });
});

describe('a sheet of people who look alike', () => {
  /** Similarity is the cosine. */
  const calibration = {
    version: '1',
    similarity: (cosine: number) => cosine,
    cosine: (similarity: number) => similarity,
    falseMatchRate: () => 1,
    randomPairFalseMatchRate: () => 1,
    falseMatchRateBetween: () => 1,
  } as never;
  const angles: Record<string, number> = { a: 0, b: 40, c: 80, twin: 2, low: 1, child: 3, grey: 90 };
  const pool: PicturePool = {
    run: async (jobs) =>
      jobs.map(({ photo: { path } }): PictureResult => {
        const angle = (angles[path]! * Math.PI) / 180;
        const status: PictureStatus = path === 'low' ? 'LowQuality' : 'Success';
        const analysis = { status, width: 9, height: 9, facesFound: 1, recaptured: path === 'b', faces: [{} as never] };
        return { analysis, embeddings: [Float32Array.of(Math.cos(angle), Math.sin(angle))], milliseconds: 3 };
      }),
    close: async () => {},
  };
  const photo = (path: string, age = '20-29', sex = 'female') => ({
    path,
    labels: { photo: path, sex, race: 'White', age },
  });
  const photos = [
    photo('a'),
    photo('b'),
    photo('c'),
    photo('twin'),
    photo('low'),
    photo('child', '3-9'),
    photo('grey', '40-49', 'male'),
  ];
  const options = { calibration, threshold: 0.7, seed: 1 };
  const kind = (name: string) => ALIKE_KINDS.find((known) => known.name === name)!;

  test('compares adults of a group with each other: no LowQuality, nobody twice', async () => {
    const { sheet, duplicates } = await makeAlikeSheet(kind('same-sex-and-origin'), photos, 9, pool, options);
    expect(sheet.rows.map(({ severity }) => severity)).toEqual(['White, female', 'White, male']);
    expect(duplicates).toBe(1);
    // 40 degrees apart are two of the three pairs: cosine 0.77.
    expect(sheet.rows[0]!.falseMatches).toMatchObject({ cases: 3 });
    expect(sheet.rows[0]!.falseMatches!.share).toBeCloseTo(2 / 3, 6);
    expect(sheet.rows[0]).toMatchObject({ falseNonMatches: null, silentFalseNonMatches: null, slowestMilliseconds: 3 });
    expect(sheet.rows[0]!.statuses.LowQuality).toBeCloseTo(1 / 5, 6);
    expect(sheet.rows[0]!.recaptured).toBeCloseTo(1 / 5, 6);
    expect(sheet.rows[1]!.falseMatches).toBeNull();
    expect(sheetTable(sheet)).toContain('2 of 3');
  });

  test('of an age takes everybody of it, and no more than asked for', async () => {
    const { sheet } = await makeAlikeSheet(kind('same-age'), photos, 2, pool, options);
    expect(sheet.rows.map(({ severity, found }) => [severity, found.cases])).toEqual([
      ['3-9', 1],
      ['20-29', 2],
      ['40-49', 1],
    ]);
  });
});
