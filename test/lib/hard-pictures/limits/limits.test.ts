import { describe, expect, it } from 'vitest';
import type { AnalysedFace } from '../../../../lambda/face/comparison.ts';
import { ARCFACE_TEMPLATE } from '../../../../lambda/face/detection/alignment.ts';
import { resamplePeople } from '../../../../lib/accuracy/measure/bootstrap.ts';
import {
  CANDIDATES,
  type Candidate,
  chooseLimits,
  IN_FORCE,
} from '../../../../lib/hard-pictures/limits/choose-limit.ts';
import { falseMatches } from '../../../../lib/hard-pictures/limits/false-matches.ts';
import { type GenuinePair, genuinePairs, missed } from '../../../../lib/hard-pictures/limits/pairs.ts';
import {
  halves,
  makeSample,
  type NaturalFace,
  SPOILT_BY,
  type SpoiltFace,
} from '../../../../lib/hard-pictures/limits/sample.ts';
import { falseMatchTable, kindsTable, limitsTable } from '../../../../lib/hard-pictures/limits/tables.ts';
import type { PictureJob, PicturePool, PictureResult } from '../../../../lib/hard-pictures/pool/pool.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';

const MEASURES = {
  interEyeDistance: 40,
  overExposurePrevention: 0,
  underExposurePrevention: 0,
  eyesContrast: 0.3,
  sharpness: 0.4,
  directionalSharpness: 0.2,
  dynamicRange: 7,
  luminanceVariance: 0.03,
  illuminationUniformity: 0.6,
  headPoseYaw: 0,
  leftwardCropOfTheFaceImage: 2,
  rightwardCropOfTheFaceImage: 2,
  marginAboveOfTheFaceImage: 1.5,
  marginBelowOfTheFaceImage: 1.5,
};
const faceOf = (quality: number, measures: Partial<typeof MEASURES> = {}): AnalysedFace => ({
  box: [0, 0, 9, 9],
  landmarks: ARCFACE_TEMPLATE,
  score: 0.9,
  quality,
  measures: { ...MEASURES, ...measures },
});
const QUALITY: Candidate = { name: 'quality', value: ({ face }) => face.quality };

function spoilt(person: number, face: AnalysedFace, kind = 'blur'): SpoiltFace {
  return { person, face, kind, severity: 1, others: [0], embedding: Float32Array.of(1, 0), recaptured: false };
}

/** Pairs whose quality rises evenly from 0 to 1 and that are missed as often as `rate` says. */
function pairsWith(rate: (quality: number) => number, count = 4000): GenuinePair[] {
  const random = seededRandom(7);
  return Array.from({ length: count }, (_, i) => {
    const quality = i / count;
    return { spoilt: spoilt(i % 50, faceOf(quality)), person: i % 50, marked: random.next() < rate(quality) };
  });
}

/** Returns the limit of a single candidate. */
const limitOf = (pairs: readonly GenuinePair[], photos: readonly NaturalFace[]) =>
  chooseLimits(pairs, photos, [QUALITY])[0]!.limit;

const natural = (qualities: readonly number[]): NaturalFace[] =>
  qualities.map((quality, i) => ({
    person: i % 50,
    face: faceOf(quality),
    embedding: Float32Array.of(1, 0),
    recaptured: false,
    alone: true,
  }));

describe('a limit is chosen', () => {
  const fine = natural(new Array<number>(1000).fill(1));

  it('where the pairs below it are missed every fourth time', () => {
    const pairs = pairsWith((quality) => 0.9 - quality);
    // 0.9 - quality is a fourth at 0.65. Judged by the last 100 of 4,000 pairs, the limit lies half a window above, and chance
    // in their number moves it by a few hundredths.
    expect(Math.abs(limitOf(pairs, fine)! - 0.67)).toBeLessThan(0.08);
  });

  it('nowhere when errors are rare throughout, or do not depend on it', () => {
    expect(
      limitOf(
        pairsWith(() => 0.1),
        fine,
      ),
    ).toBeNull();
  });

  it('no higher than the photos as they are allow: two in a thousand go with it', () => {
    const pairs = pairsWith((quality) => (quality < 0.8 ? 0.9 : 0));
    const qualities = Array.from({ length: 1000 }, (_, i) => (i < 10 ? 0.5 + i / 100 : 1));
    const limit = limitOf(pairs, natural(qualities))!;
    expect(qualities.filter((quality) => quality < limit)).toHaveLength(2);
    expect(limit).toBeGreaterThan(0.51);
    expect(limitOf(pairs, fine)).toBeCloseTo(0.82, 1);
  });

  it('from what the limits before it leave', () => {
    const twice = { ...QUALITY, name: 'again' };
    const [first, second] = chooseLimits(
      pairsWith((quality) => (quality < 0.5 ? 0.9 : 0)),
      fine,
      [QUALITY, twice],
    );
    expect(first!.limit).toBeGreaterThan(0.5);
    expect(second!.limit).toBeNull();
  });

  it('the same measures first that limits in force are set on', () => {
    const one = faceOf(0.4, { marginAboveOfTheFaceImage: 0.05 });
    expect(CANDIDATES.slice(0, IN_FORCE).map(({ value }) => value({ face: one }))).toEqual([
      0.4, 40, 1, 0.3, 0.2, 0.05,
    ]);
    for (const { name, value } of CANDIDATES) expect(Number.isFinite(value({ face: one })), name).toBe(true);
  });
});

describe('rates', () => {
  it('of genuine pairs have an interval that holds them, and never one that is empty', () => {
    const resamples = resamplePeople(50, 100, 1);
    const pairs = pairsWith(() => 0.3, 500);
    const { share, interval } = missed(pairs, resamples)!;
    expect(share).toBeCloseTo(0.3, 1);
    expect(interval[0]).toBeLessThan(share);
    expect(interval[1]).toBeGreaterThan(share);
    expect(
      missed(
        pairs.map((pair) => ({ ...pair, marked: false })),
        resamples,
      ),
    ).toMatchObject({ share: 0, interval: [0, 3 / 500] });
    expect(missed([], resamples)).toBeNull();
  });

  it('of false matches leave out pairs of one person', () => {
    const resamples = resamplePeople(3, 50, 1);
    const of = (person: number, x: number, y: number) => ({
      person,
      face: faceOf(1),
      embedding: Float32Array.of(x, y, 0, 0),
      recaptured: false,
    });
    const [a, alike, other] = [of(0, 1, 0), of(1, 1, 0), of(2, 0, 1)];
    expect(falseMatches([a], [a, alike, other], 0.5, resamples)).toMatchObject({ rate: 0.5, matches: 1, pairs: 2 });
    expect(falseMatches([a], [other], 0.5, resamples)).toMatchObject({ rate: 0, interval: [0, 1] });
    expect(falseMatches([a], [a], 0.5, resamples)).toBeNull();
    const all = [a, alike, other];
    expect(falseMatches(all, all, 0.5, resamples)!.rate).toBeCloseTo(1 / 3, 6);
  });

  it('halves of the people share nobody and leave out nobody', () => {
    const [first, second] = halves(101, 3);
    expect(first.size + second.size).toBe(101);
    expect(first.isDisjointFrom(second)).toBe(true);
    expect(halves(101, 4)[0]).not.toEqual(first);
  });
});

/** Returns a table without the blanks that align its columns. */
const cellsOf = (table: string): string => table.replaceAll(/ +/g, ' ');

describe('the sample', () => {
  const people = ['ann', 'bob', 'eve'].map((name) => ({ name, photos: [`${name}/1`, `${name}/2`] }));
  const jobsSeen: PictureJob[] = [];
  /** Each person has their own embedding; eve's photos show two faces, and masks hide every face. */
  const pool: PicturePool = {
    run: async (jobs) => {
      jobsSeen.push(...jobs);
      return jobs.map(({ photo, degrade }): PictureResult => {
        const hidden = degrade?.kind === 'mask';
        const count = hidden ? 0 : photo.path.startsWith('eve') ? 2 : 1;
        const faces = new Array<AnalysedFace>(count).fill(faceOf(degrade === null ? 1 : 0.5));
        const embedding = Float32Array.of(
          photo.path.startsWith('ann') ? 1 : 0,
          photo.path.startsWith('bob') ? 1 : 0,
          0,
          0,
        );
        const analysis = { status: 'Success', width: 9, height: 9, facesFound: count, faces } as const;
        return { analysis, embeddings: faces.map(() => embedding), milliseconds: 1 };
      });
    },
    close: async () => {},
  };
  const options = { people: 9, kinds: SPOILT_BY, copies: SPOILT_BY.length, seed: 1 };

  it('spoils the photos of those who are alone in two, in as many ways as asked for', async () => {
    const sample = await makeSample(people, pool, options);
    expect(sample.natural).toHaveLength(6);
    expect(sample.copies).toBe(4 * SPOILT_BY.length);
    expect(sample.spoilt).toHaveLength(4 * (SPOILT_BY.length - 1));
    expect(new Set(sample.spoilt.map(({ person }) => person))).toEqual(new Set([0, 1]));
    for (const { person, others } of sample.spoilt) {
      expect(others).toHaveLength(1);
      expect(sample.natural[others[0]!]!.person).toBe(person);
    }
    expect(genuinePairs(sample, 0.5).some(({ marked }) => marked)).toBe(false);
  });

  it('is the same for the same seed', async () => {
    const jobsOf = async (seed: number) => {
      jobsSeen.length = 0;
      await makeSample(people, pool, { ...options, copies: 3, seed });
      return JSON.stringify(jobsSeen);
    };
    expect(await jobsOf(5)).toBe(await jobsOf(5));
    expect(await jobsOf(5)).not.toBe(await jobsOf(6));
  });

  it('needs somebody with two photos of one face', async () => {
    await expect(makeSample(people.slice(2), pool, options)).rejects.toThrow(/Nobody has two photos/);
  });

  it('gives tables with a row for each kind, and no number that is none', async () => {
    const sample = await makeSample(people, pool, options);
    const measured = { sample, pairs: genuinePairs(sample, 0.5), threshold: 0.5, resamples: resamplePeople(3, 20, 1) };
    const kinds = kindsTable(measured);
    expect(cellsOf(kinds)).toContain('| sunglasses | 4 | 100.0 % | 0.0 % | 0 % [0, 75] | – |');
    expect(kinds).not.toContain('| mask');
    expect(cellsOf(falseMatchTable(measured))).toContain('| **both LowQuality** | 0.0e+0');
    for (const table of [kinds, falseMatchTable(measured), limitsTable(measured, halves(3, 1))]) {
      expect(table).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});
