import { describe, expect, it } from 'vitest';
import { invalidImage } from '../../../lambda/contract/invalid-image.ts';
import { ADVICE } from '../../../lambda/contract/status.ts';
import type { Comparison } from '../../../lambda/face/comparison.ts';
import { compareReport } from '../../../lib/compare/compare-report.ts';
import { oneIn } from '../../../lib/compare/one-in.ts';
import { comparison } from '../../lambda/compare/harness.ts';

const FILES = ['selfie.jpg', 'id.png'] as const;
const report = (given: Comparison, threshold = 0.7) => {
  const { lines, exitCode } = compareReport(given, threshold, FILES);
  return { text: lines.map(({ text }) => text), tones: lines.map(({ tone }) => tone), exitCode };
};

describe('npm run compare', () => {
  it('prints a match, with both rates in words', () => {
    expect(report(comparison(0.83))).toEqual({
      text: [
        'Match: similarity 0.8300, threshold 0.7',
        'About 1 in 100,000 pairs of different people who look alike score this high.',
        'Fewer than 1 in 1,000,000 pairs of different people picked at random score this high.',
      ],
      tones: ['good', null, null],
      exitCode: 0,
    });
  });

  it('ends with 3 for no match', () => {
    const { text, tones, exitCode } = report(comparison(0.32));
    expect([text[0], tones[0], exitCode]).toEqual(['No match: similarity 0.3200, threshold 0.7', 'bad', 3]);
  });

  it('names the file that cannot be compared and says what to do, and ends with 4', () => {
    expect(report(comparison(null, ['Success', 'NoFaceDetected']))).toEqual({
      text: ['Not compared.', `id.png: ${ADVICE.NoFaceDetected}`],
      tones: ['warning', null],
      exitCode: 4,
    });
  });

  it('says why a file is no image', () => {
    const given = comparison(null, ['InvalidImage', 'EmptyImage']);
    const invalid = invalidImage('truncated');
    const pictures = [{ ...given.pictures[0], invalid }, given.pictures[1]] as const;
    expect(report({ ...given, pictures }).text).toEqual([
      'Not compared.',
      `selfie.jpg: ${invalid.message}`,
      `id.png: ${ADVICE.EmptyImage}`,
    ]);
  });

  it('warns of one poor image, and decides nothing with two', () => {
    const one = report(comparison(0.83, ['LowQuality', 'Success']));
    expect([one.text[0], one.text.at(-1), one.exitCode]).toEqual([
      'Match: similarity 0.8300, threshold 0.7',
      `selfie.jpg: ${ADVICE.LowQuality}`,
      0,
    ]);
    const two = report(comparison(0.83, ['LowQuality', 'LowQuality']));
    expect(two.text[0]).toBe('Not decided: similarity 0.8300, threshold 0.7. Both images are too poor for a match.');
    expect([two.text.length, two.exitCode]).toEqual([3, 4]);
  });

  it('says when both files are one photo, and how many pairs of faces there were', () => {
    const given = comparison(1);
    const { text } = report({ ...given, samePicture: true, pair: { ...given.pair!, pairs: 6 } });
    expect(text).toContain('The two files show the same photo, so this says nothing about the person.');
    expect(text).toContain('Compared 6 pairs of faces; the most similar pair counts.');
  });
});

it.each([
  [0.5, 'More than 1 in 10'],
  [0.1, 'About 1 in 10'],
  [3.5e-4, 'About 1 in 2,900'],
  [1e-6, 'About 1 in 1,000,000'],
  [3.5e-7, 'Fewer than 1 in 1,000,000'],
  [0, 'Fewer than 1 in 1,000,000'],
])('a rate of %d is "%s"', (rate, words) => expect(oneIn(rate)).toBe(words));
