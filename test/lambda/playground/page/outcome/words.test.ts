import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComparisonResult } from '../../../../../lambda/contract/envelope.ts';
import { FAILURES } from '../../../../../lambda/contract/failures.ts';
import { curlLine } from '../../../../../lambda/playground/page/curl-line.ts';
import { bytesText, oneIn, similarityText } from '../../../../../lambda/playground/page/dom/text.ts';
import { falseMatchRate, rateText } from '../../../../../lambda/playground/page/outcome/false-match-rate.ts';
import { ownVerdict, refusalOf, verdictOf } from '../../../../../lambda/playground/page/outcome/verdict.ts';
import { bareToken, tokenNote } from '../../../../../lambda/playground/page/token.ts';
import { ROOT } from '../../../../../lib/cli/root.ts';
import { goodClaims, testKey, token } from '../../../../support/tokens.ts';

const CALIBRATIONS = join(ROOT, 'layers/models/calibration');

describe('what a similarity stands for', () => {
  it.each(globSync('*.json', { cwd: CALIBRATIONS }))('is what the knots of %s say', (file) => {
    const { knots } = JSON.parse(readFileSync(join(CALIBRATIONS, file), 'utf8')) as {
      knots: { similarity: number; falseMatchRate: number }[];
    };
    const within = knots.filter(({ similarity }) => similarity >= 0.4);
    expect(within.length).toBeGreaterThanOrEqual(5);
    for (const knot of within) expect(falseMatchRate(knot.similarity)).toBeCloseTo(knot.falseMatchRate, 9);
  });

  it('is told in words, also where no rate is promised', () => {
    expect(rateText(0.7)).toBe('about 1 in 10,000 pairs of strangers of the same sex and origin');
    expect(rateText(0.7, 'random pairs')).toBe('about 1 in 10,000 pairs of random strangers');
    // One digit: the calibration is not more precise.
    expect(rateText(0.4839)).toMatch(/^about 1 in 70 /);
    expect(rateText(0.518)).toMatch(/^about 1 in 200 /);
    expect(rateText(0.2)).toMatch(/^more than 1 in 10 /);
    expect(rateText(0.97)).toMatch(/^fewer than 1 in 1,000,000 /);
  });
});

describe('numbers', () => {
  it('are rounded so that nothing looks like a limit that it is not', () => {
    expect([bytesText(999), bytesText(1_001), bytesText(4_000_001), bytesText(4_000_000)]).toEqual([
      '999 bytes',
      '2 kB',
      '4.01 MB',
      '4 MB',
    ]);
    expect([similarityText(0.69999), similarityText(0.7), similarityText(1)]).toEqual(['0.699', '0.700', '1.000']);
    expect([oneIn(1e-4), oneIn(0.5)]).toEqual(['1 in 10,000', '1 in 2']);
  });
});

describe('the verdict', () => {
  const result = (change: Partial<ComparisonResult>, threshold = 0.7): ComparisonResult => ({
    isFaceMatch: true,
    matchingSimilarity: 0.8,
    status: 'Success',
    details: { threshold, samePicture: false } as ComparisonResult['details'] & {},
    ...change,
  });

  it.each([
    [{}, 'match', 'Match'],
    [{ isFaceMatch: false, matchingSimilarity: 0.5 }, 'different', 'No match'],
    [{ isFaceMatch: false, matchingSimilarity: 0, status: 'NoFaceDetected' }, 'undecided', 'Not compared'],
    [{ isFaceMatch: false, matchingSimilarity: 0, status: 'Error' }, 'undecided', 'Not compared'],
    [{ status: 'LowQuality' }, 'undecided', 'Match, in low quality'],
    [{ isFaceMatch: false, status: 'LowQuality' }, 'undecided', 'No match, in low quality'],
  ] as const)('of %j is %s', (change, kind, title) => {
    expect(verdictOf(result(change))).toMatchObject({ kind, title });
  });

  it('says why two pictures of low quality do not match above the threshold, and when both are one photograph', () => {
    const poor = verdictOf(result({ isFaceMatch: false, status: 'LowQuality' }));
    expect(poor.explanation).toContain('Two photos of low quality are never a match');
    const same = result({ details: { threshold: 0.7, samePicture: true } as ComparisonResult['details'] & {} });
    expect(verdictOf(same).warning).toContain('copies of one photo');
    expect(verdictOf(result({})).warning).toBe(null);
  });

  it.each([
    ['close above the threshold', { matchingSimilarity: 0.75 }, 3.2e-5, true],
    ['far above it', { matchingSimilarity: 0.8 }, 1e-5, false],
    ['far above it, of many pairs of faces', { matchingSimilarity: 0.85 }, 9.6e-5, true],
    ['where no rate of look-alikes is known', { matchingSimilarity: 0.75 }, null, false],
    ['that is no match', { isFaceMatch: false, matchingSimilarity: 0.65 }, 3.2e-4, false],
  ] as const)('warns of look-alikes: %s', (_, change, falseMatchRate, warned) => {
    const details = { threshold: 0.7, samePicture: false, falseMatchRate } as ComparisonResult['details'] & {};
    const { warning } = verdictOf(result({ ...change, details }));
    expect(warning?.startsWith('A look-alike could score this high') ?? false).toBe(warned);
  });

  it('says what several faces do to the rate', () => {
    const crowd = {
      threshold: 0.7,
      samePicture: false,
      pairs: 32,
      falseMatchRate: 3.2e-4,
    } as ComparisonResult['details'];
    expect(verdictOf(result({ details: crowd! })).explanation).toBe(
      'Strangers rarely score this high: about 1 in 100,000 pairs of strangers of the same sex and origin. A match needs more than 0.7. With 32 pairs of faces, strangers get there up to 32 times as often.',
    );
    const unlabelled = { ...crowd!, falseMatchRate: null };
    expect(verdictOf(result({ details: unlabelled })).explanation).toMatch(
      /^Strangers rarely score this high: about 1 in 100,000 pairs of random strangers\./,
    );
    const single = { ...crowd!, pairs: 1 };
    expect(verdictOf(result({ details: single })).explanation).not.toContain('pairs of faces');
  });

  it('of another threshold is strict, as the service’s own', () => {
    expect(ownVerdict(result({}), 0.8)).toMatch(/^At 0\.80: no match\. .*The service decided: match\.$/);
    expect(ownVerdict(result({}), 0.79)).toMatch(/^At 0\.79: match\./);
    expect(ownVerdict(result({}), 0.725)).toMatch(/^At 0\.725: match\./);
  });

  it('has a title and advice for every way in which a request fails', () => {
    // Only the token routes return 415, and the page calls none of them.
    for (const { statusCode } of Object.values(FAILURES).filter(({ statusCode }) => statusCode !== 415)) {
      const { kind, title, explanation } = refusalOf(statusCode, null);
      expect([kind, title.startsWith(`${statusCode}: `), explanation.length > 20]).toEqual(['refused', true, true]);
    }
    expect(refusalOf(429, 2).explanation).toContain('Wait 2 seconds');
    expect(refusalOf(418, null).title).toBe('Rejected with 418');
  });
});

describe('the note on a token', () => {
  const key = testKey('ES256', 'k');
  it.each([['Bearer eyJ.a.b'], [' eyJ.a.b\n'], ['Authorization: bearer  eyJ.a.b']])('is taken out of %j', (text) => {
    expect(bareToken(text)).toBe('eyJ.a.b');
  });

  const NAMES = { services: 'services', client: 'client_id' };
  const note = (claims: object, names = NAMES) => tokenNote(token(key, claims), Date.now(), names);

  it('tells whose it is and how long it lives', () => {
    expect(note(goodClaims('i', 'a', 7_260))).toEqual({ text: 'Token of demo, valid for 2 hours.', problem: false });
  });

  it.each([
    [{ ...goodClaims('i', 'a', -90) }, /^This token expired \d+ seconds ago\.$/],
    [{ ...goodClaims('i', 'a', 600), services: 'Internal' }, /without External in the claim services\.$/],
    [{ ...goodClaims('i', 'a', 600), services: undefined }, /without External in the claim services\.$/],
  ])('tells what will be refused', (claims, text) => {
    expect(note(claims)).toEqual({ text: expect.stringMatching(text), problem: true });
  });

  it('reads the claims that the settings of the deployment name', () => {
    const claims = { ...goodClaims('i', 'a', 7_260), services: undefined, roles: ['External'], appid: 'kyc' };
    const names = { services: 'roles', client: 'appid' };
    expect(note(claims, names)).toEqual({ text: 'Token of kyc, valid for 2 hours.', problem: false });
    expect(note(goodClaims('i', 'a', 7_260), names).problem).toBe(true);
  });

  it.each(['', 'abc', 'a.b.c', `a.${btoa('null')}.c`, 'ä.ö.ü'])('never fails on %j', (text) => {
    expect(tokenNote(text, 0, NAMES).problem).toBe(true);
  });
});

describe('the curl line', () => {
  // The shell splits the line as it would for curl.
  const words = (line: string) =>
    execFileSync('sh', ['-c', line.replace(/^curl/, "printf '%s\\n'")], { env: { TOKEN: 'the-token' } })
      .toString()
      .trimEnd()
      .split('\n');
  const names = ['a\'b"c\\d;e,f $HOME `id` $(id).jpg', '-rf.jpg'] as const;

  it('is one command whatever the files are called, and reads the token from the environment', () => {
    expect(words(curlLine('https://x.example/v1/ExtFaceComparison/Compare?details=true', names, null))).toEqual([
      '-sS',
      '--fail-with-body',
      'https://x.example/v1/ExtFaceComparison/Compare?details=true',
      '-H',
      'Authorization: Bearer the-token',
      '-F',
      'LivenessFace=@"a\'b\\"c\\\\d;e,f $HOME `id` $(id).jpg"',
      '-F',
      'FaceFromDocument=@"-rf.jpg"',
    ]);
  });

  it('holds the token where that is wanted, and nothing of it otherwise', () => {
    expect(words(curlLine('u', names, "se'cret")).slice(3, 5)).toEqual(['-H', "Authorization: Bearer se'cret"]);
    expect(curlLine('u', names, null)).not.toContain('cret');
  });
});
