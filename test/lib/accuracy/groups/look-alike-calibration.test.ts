import { beforeAll, describe, expect, test } from 'vitest';
import { createCalibration } from '../../../../lambda/face/matching/calibration.ts';
import { ratesBetweenGroups } from '../../../../lib/accuracy/groups/between-groups.ts';
import { ratesOfGroups, summaryOfGroups } from '../../../../lib/accuracy/groups/group-rates.ts';
import { labelledFaces } from '../../../../lib/accuracy/groups/labelled-faces.ts';
import {
  makeLookAlikeCalibration,
  requireEnoughInGroups,
} from '../../../../lib/accuracy/groups/look-alike-calibration.ts';
import { cosineAtMeanRate, meanRate } from '../../../../lib/accuracy/groups/mean-rate.ts';
import {
  comparedFaces,
  compareFaces,
  type GroupMeasurement,
  measureGroups,
} from '../../../../lib/accuracy/groups/measure-groups.ts';
import { resamplePeople } from '../../../../lib/accuracy/measure/bootstrap.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { analysed, randomEmbedding } from '../../../support/scores.ts';

const random = seededRandom(21);
const LENGTH = 64;
/** Women look more alike than men; twice as many women were photographed. */
const GROUPS = [
  { sex: 'female', people: 400, pull: 0.45 },
  { sex: 'male', people: 200, pull: 0.3 },
];
const photos = GROUPS.flatMap(({ sex, people, pull }) => {
  const centre = randomEmbedding(random, LENGTH);
  return Array.from({ length: people }, (_, i) => ({
    path: `${sex}/${i}.jpg`,
    person: null,
    labels: { sex },
    embedding: randomEmbedding(
      random,
      LENGTH,
      centre.map((value) => pull * value),
      1,
    ),
  }));
});
const analyses = new Map(photos.map(({ path, embedding }) => [path, analysed([embedding])]));
const faces = labelledFaces(photos, analyses).map((face) => ({ ...face, status: 'Success' as const }));
const resamples = resamplePeople(faces.length, 60, 1);
const ORIGIN = { pack: 'p', spaces: ['s'], created: '2026-11-30', data: 'made up', by: ['sex'] };

let measured: GroupMeasurement;
beforeAll(async () => {
  measured = measureGroups(faces, await compareFaces(faces, faces.length), ['sex'], {});
});

describe('pairs within groups', () => {
  test('are all pairs of each group, and the mean of the groups counts them equally', () => {
    expect(measured.groups.map(({ group, photos: own, scores }) => [group, own, scores.total])).toEqual([
      ['female', 400, 79_800],
      ['male', 200, 19_900],
    ]);
    expect(measured.random.total).toBe((600 * 599) / 2);
    const cosine = cosineAtMeanRate(measured.groups, 1e-2)!;
    const [women, men] = measured.groups.map(
      ({ scores }) => scores.highest.cosine.filter((one) => one > cosine).length / scores.total,
    );
    expect((women! + men!) / 2).toBeCloseTo(1e-2, 3);
    expect(meanRate(measured.groups, cosine)).toBeCloseTo(1e-2, 3);
    expect(women).toBeGreaterThan(men!);
  });

  test('leave out LowQuality, which is no pair of the service', async () => {
    const poor = { ...faces[0]!, status: 'LowQuality' as const };
    const { faces: counted } = await comparedFaces(
      [poor, ...faces.slice(1)],
      [photos.map((one) => one.embedding)],
      new Set([faces[1]!.path]),
    );
    expect(counted.map(({ path }) => path)).toEqual(faces.slice(2).map(({ path }) => path));
  });
});

describe('a calibration by look-alikes', () => {
  const make = () => makeLookAlikeCalibration(measured.groups, measured.random, ORIGIN, resamples);

  test('says of each knot what random pairs, the worst and the best group have', () => {
    const file = make();
    expect(file).toMatchObject({ speaksOf: 'look-alikes', spaces: ['s'], pairs: 99_700, people: 600 });
    expect(file.groups).toEqual({ by: ['sex'], photos: { female: 400, male: 200 } });
    const at = file.knots.find(({ falseMatchRate }) => falseMatchRate === 1e-2)!;
    expect(at).toMatchObject({
      similarity: 0.5,
      extrapolated: false,
      worstGroup: { group: 'female' },
      bestGroup: { group: 'male' },
    });
    expect((at.worstGroup!.rate + at.bestGroup!.rate) / 2).toBeCloseTo(1e-2, 3);
    expect(at.interval![0]).toBeLessThan(1e-2);
    expect(at.interval![1]).toBeGreaterThan(1e-2);
    for (const { randomPairs, falseMatchRate } of file.knots) expect(randomPairs!.rate).toBeLessThan(falseMatchRate);
    expect(file.knots.at(-1)).toMatchObject({
      similarity: 0.9,
      extrapolated: true,
      randomPairs: { extrapolated: true },
    });
  });

  test('gives both rates of a similarity', () => {
    const map = createCalibration(make());
    expect(map.falseMatchRate(0.7)).toBeCloseTo(1e-4, 10);
    expect(map.randomPairFalseMatchRate(0.7)!).toBeLessThan(1e-4);
  });

  test('needs enough pairs', async () => {
    const few = faces.filter(({ unit }) => unit % 10 === 0);
    const { groups, random: pairs } = measureGroups(few, await compareFaces(few, faces.length), ['sex'], {});
    expect(() => makeLookAlikeCalibration(groups, pairs, ORIGIN, resamples)).toThrow('too few pairs within the groups');
  });

  test('needs people enough for that, which is known before anything is embedded', () => {
    const ones = (people: number): number[] => Array.from({ length: people }, () => 1);
    expect(() => requireEnoughInGroups([ones(19), ones(19)])).toThrow('No group has at least 20 people');
    expect(() => requireEnoughInGroups([ones(40), ones(40), ones(19)])).toThrow('too few pairs within the groups');
    expect(() => requireEnoughInGroups([ones(60), ones(60)])).not.toThrow();
  });
});

describe('rates of groups', () => {
  test('come with disparity, and group against group is symmetric', () => {
    const map = createCalibration(makeLookAlikeCalibration(measured.groups, measured.random, ORIGIN, resamples));
    const rates = ratesOfGroups(faces, measured.grouping, measured.groups, map, resamples);
    expect(rates.map(({ group, photos: own, compared, matedPairs }) => [group, own, compared, matedPairs])).toEqual([
      ['female', 400, 400, 0],
      ['male', 200, 200, 0],
    ]);
    const { falseMatch, disparity } = summaryOfGroups(measured.groups, measured.random, map, resamples);
    expect(falseMatch[0]!.rate).toBeCloseTo(1e-2, 3);
    const [women, men] = rates.map((one) => one.falseMatch[0]!.rate);
    expect(disparity[0]!.maxByMin.rate).toBeCloseTo(women! / men!, 9);
    expect(disparity[0]!.maxByMin.interval![0]).toBeLessThan(women! / men!);
    const between = ratesBetweenGroups(
      measured.all,
      measured.grouping,
      { similarity: 0.5, cosine: map.cosine(0.5) },
      resamples,
    );
    expect(between.rates[0]![0]!.rate).toBe(women);
    expect(between.rates[0]![1]).toEqual(between.rates[1]![0]);
    expect(between.rates[0]![1]!.rate).toBeLessThan(men!);
  });

  test('know misses where people are named and have several photos', async () => {
    const named = photos.slice(0, 60).flatMap((one, i) => [
      { ...one, person: `p${i}` },
      {
        ...one,
        person: `p${i}`,
        path: `second-${i}.jpg`,
        embedding: randomEmbedding(random, LENGTH, one.embedding, 0.4),
      },
    ]);
    const own = labelledFaces(
      named,
      new Map(named.map((one) => [one.path, analysed(one.path === 'second-3.jpg' ? [] : [one.embedding])])),
    );
    const map = createCalibration(makeLookAlikeCalibration(measured.groups, measured.random, ORIGIN, resamples));
    const again = measureGroups(own, await compareFaces(own, 60), ['sex'], {});
    const [women] = ratesOfGroups(own, again.grouping, again.groups, map, resamplePeople(60, 60, 1));
    expect(women).toMatchObject({ matedPairs: 60, photos: 120 });
    expect(women!.failureToAcquire.rate).toBeCloseTo(1 / 120, 9);
    // The photo without a face is a miss at every threshold.
    expect(women!.falseNonMatch[0]!.rate).toBeGreaterThanOrEqual(1 / 60);
    expect(women!.falseNonMatch[0]!.rate).toBeLessThan(0.2);
  });
});
