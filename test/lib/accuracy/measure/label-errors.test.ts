import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCalibration } from '../../../../lambda/face/matching/calibration.ts';
import { similarityAtRate } from '../../../../lambda/face/matching/score-scale.ts';
import { findLabelErrors, writeLabelErrors } from '../../../../lib/accuracy/measure/label-errors.ts';
import { measureAllPairs } from '../../../../lib/accuracy/measure/measurement.ts';
import { readIgnoredLabels } from '../../../../lib/accuracy/photos/ignored-labels.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { analysed, randomEmbedding } from '../../../support/scores.ts';

const CALIBRATION = {
  version: 'test',
  pack: 'test',
  speaksOf: 'look-alikes' as const,
  spaces: ['test'],
  created: '2026-11-23',
  data: 'made up',
  pairs: 1,
  people: 2,
  // Embeddings of 512 random numbers have cosines with a standard deviation of 0.044; photos of one person reach 0.7.
  knots: [1e-2, 1e-4, 1e-6].map((falseMatchRate, i) => ({
    cosine: [0.1, 0.17, 0.22][i]!,
    similarity: similarityAtRate(falseMatchRate),
    falseMatchRate,
    interval: null,
    extrapolated: false,
  })),
};
const random = seededRandom(8);
const centres = Array.from({ length: 12 }, () => randomEmbedding(random, 512));
const photoOf = (centre: Float32Array) => analysed([randomEmbedding(random, 512, centre, 0.6)]);

/** Twelve people with three photos each; one wrong photo, and one person filed under two names. */
const labelled = centres.flatMap((_, p) => [1, 2, 3].map((k) => ({ path: `p${p}/${k}.jpg`, person: `p${p}` })));
const analyses = new Map(labelled.map(({ path }, i) => [path, photoOf(centres[Math.floor(i / 3)]!)]));
analyses.set('p4/2.jpg', photoOf(randomEmbedding(random, 512)));
for (const path of ['p7/1.jpg', 'p7/2.jpg', 'p7/3.jpg']) analyses.set(path, photoOf(centres[6]!));
analyses.set('p9/1.jpg', analysed([]));
labelled.push({ path: 'pair/1.jpg', person: 'pair' }, { path: 'pair/2.jpg', person: 'pair' });
analyses.set('pair/1.jpg', photoOf(randomEmbedding(random, 512)));
analyses.set('pair/2.jpg', photoOf(randomEmbedding(random, 512)));

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labels-'));
});
afterAll(() => rm(dir, { recursive: true }));

describe('the search for label errors', () => {
  test('finds one person under two names and a stranger under a name, and nothing else', async () => {
    const measurement = await measureAllPairs(labelled, analyses, createCalibration(CALIBRATION));
    const errors = findLabelErrors(measurement, CALIBRATION);
    const [two, stranger] = ['one person under two names', 'another person under this name'];
    expect(errors.filter(({ why }) => why === two)).toHaveLength(9);
    expect(
      errors.filter(({ why }) => why === two).every(({ a, b }) => a.startsWith('p6/') && b!.startsWith('p7/')),
    ).toBe(true);
    expect(errors.filter(({ why }) => why === stranger).map(({ a, b }) => [a, b])).toEqual([
      ['p4/2.jpg', null],
      // Of two photos nobody can say which one is wrong.
      ['pair/1.jpg', 'pair/2.jpg'],
    ]);
  });

  test('counts them as they stand, unless a reviewed list names them', async () => {
    const map = createCalibration(CALIBRATION);
    const measurement = await measureAllPairs(labelled, analyses, map);
    const file = join(dir, 'label-errors.csv');
    await writeLabelErrors(file, findLabelErrors(measurement, CALIBRATION));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, 'utf8')).split('\n')[0]).toBe('a,b,cosine,similarity,why');
    const ignored = await readIgnoredLabels(file, new Set(analyses.keys()));
    const without = await measureAllPairs(labelled, analyses, map, ignored);
    expect(measurement.genuine).toHaveLength(37);
    // The wrong photo made two pairs of one person, the two strangers one.
    expect(without.genuine).toHaveLength(34);
    expect(measurement.impostors.highest.cosine[0]).toBeGreaterThan(0.5);
    expect(without.impostors.highest.cosine[0]).toBeLessThan(0.25);
    expect(without.photos.map(({ path }) => path)).not.toContain('p4/2.jpg');
    // One photo gone with its 35 pairs with a face, and nine pairs of two names.
    expect(measurement.impostors.total - without.impostors.total).toBe(34 + 9);
    expect(measurement.impostorsWithoutFace).toBe(35);
  });
});

describe('a reviewed list', () => {
  test('names photos that a spreadsheet would run as formulas in a way that it does not', async () => {
    const file = join(dir, 'formulas.csv');
    const formula = { a: '=1+1/1.jpg', b: '@2/1.jpg', cosine: -0.1, similarity: 0.2 };
    await writeLabelErrors(file, [{ ...formula, why: 'one person under two names' }]);
    expect((await readFile(file, 'utf8')).split('\n')[1]).toMatch(/^'=1\+1\/1\.jpg,'@2\/1\.jpg,-0\.1000,/);
    const { pairs } = await readIgnoredLabels(file, new Set([formula.a, formula.b]));
    expect(pairs).toEqual([[formula.a, formula.b]]);
  });

  test.each([
    ['x,y\n', /expected a header that begins with a,b/],
    ['a,b\nnobody.jpg,\n', /r\.csv:2: there is no photo nobody\.jpg/],
    ['a,b\np1/1.jpg,\n,p1/1.jpg\n', /r\.csv:3/],
  ])('%j is refused with its line', async (text, message) => {
    await writeFile(join(dir, 'r.csv'), text);
    await expect(readIgnoredLabels(join(dir, 'r.csv'), new Set(analyses.keys()))).rejects.toThrow(message);
  });
});
