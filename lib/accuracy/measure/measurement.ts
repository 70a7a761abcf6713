import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import type { Calibration } from '../../../lambda/face/matching/calibration.ts';
import type { IgnoredLabels } from '../photos/ignored-labels.ts';
import { type LabelledPair, personPairs } from '../photos/pairs-file.ts';
import { type LabelledPhoto, personOfPath } from '../photos/photos-by-person.ts';
import { compareAll } from './all-pairs.ts';
import { faceTable } from './face-table.ts';
import { type ImpostorScores, scoresOfList, withoutPairs } from './impostor-scores.ts';
import { type PairResult, scorePairs } from './score-pairs.ts';

/** A photo as it was measured, with the number of its person. */
export interface MeasuredPhoto extends LabelledPhoto {
  readonly number: number;
  readonly analysed: AnalysedPicture;
}

/** Labelled photos and what their pairs score. */
export interface Measurement {
  readonly photos: readonly MeasuredPhoto[];
  readonly people: number;
  /** Pairs of one person; all of them, with and without a cosine. */
  readonly genuine: readonly GenuinePair[];
  /** Pairs of different people; those that have a cosine. */
  readonly impostors: ImpostorScores;
  /** Pairs of different people without a cosine, because a photo shows no face. */
  readonly impostorsWithoutFace: number;
}

export interface GenuinePair extends PairResult {
  /** Number of the person. */
  readonly person: number;
}

const NOTHING: IgnoredLabels = { photos: new Set(), pairs: [] };

/**
 * Measures all pairs of a folder of people.
 *
 * @param analyses by path, of every photo
 * @param calibration gives the similarities of `genuine`
 * @param ignored photos and pairs to leave out
 */
export async function measureAllPairs(
  labelled: readonly LabelledPhoto[],
  analyses: ReadonlyMap<string, AnalysedPicture>,
  calibration: Calibration,
  ignored: IgnoredLabels = NOTHING,
): Promise<Measurement> {
  const kept = labelled.filter(({ path }) => !ignored.photos.has(path));
  const photos = numbered(kept, analyses);
  const table = faceTable(photos.map(({ person, analysed }) => ({ person, photo: analysed })));
  const index = new Map(photos.map(({ path }, i) => [path, i]));
  const ignoredPairs = ignored.pairs.flatMap(([a, b]) => {
    const [i, j] = [index.get(a), index.get(b)];
    return i === undefined || j === undefined ? [] : [[Math.min(i, j), Math.max(i, j)] as const];
  });
  const skip = new Set(ignoredPairs.map(([i, j]) => `${i},${j}`));
  const same = personPairs(kept).filter(({ a, b }) => !skip.has(`${index.get(a)},${index.get(b)}`));
  const impostors = await compareAll(table);
  const different = (photos.length * (photos.length - 1)) / 2 - personPairs(kept).length;
  return {
    photos,
    people: table.people,
    genuine: genuinePairs(same, photos, analyses, calibration),
    impostors: withoutPairs(impostors, ignoredPairs),
    impostorsWithoutFace: different - impostors.total,
  };
}

/** Measures a list of pairs; the person of a photo is its folder. */
export function measureList(
  pairs: readonly LabelledPair[],
  analyses: ReadonlyMap<string, AnalysedPicture>,
  calibration: Calibration,
): Measurement {
  const labelled = Array.from(analyses.keys(), (path) => ({ path, person: personOfPath(path) }));
  const photos = numbered(labelled, analyses);
  const index = new Map(photos.map(({ path }, i) => [path, i]));
  const different = pairs.filter(({ same }) => !same);
  const scored = scorePairs(different, analyses, calibration).filter(({ cosine }) => cosine !== null);
  const people = new Set(photos.map(({ number }) => number)).size;
  const columns = {
    a: Int32Array.from(scored, ({ a }) => index.get(a)!),
    b: Int32Array.from(scored, ({ b }) => index.get(b)!),
    cosine: Float32Array.from(scored, ({ cosine }) => cosine!),
  };
  return {
    photos,
    people,
    genuine: genuinePairs(
      pairs.filter(({ same }) => same),
      photos,
      analyses,
      calibration,
    ),
    impostors: scoresOfList(
      columns,
      Int32Array.from(photos, ({ number }) => number),
      people,
    ),
    impostorsWithoutFace: different.length - scored.length,
  };
}

function numbered(labelled: readonly LabelledPhoto[], analyses: ReadonlyMap<string, AnalysedPicture>): MeasuredPhoto[] {
  const numbers = new Map<string, number>();
  return labelled.map(({ path, person }) => {
    if (!numbers.has(person)) numbers.set(person, numbers.size);
    return { path, person, number: numbers.get(person)!, analysed: analyses.get(path)! };
  });
}

function genuinePairs(
  pairs: readonly LabelledPair[],
  photos: readonly MeasuredPhoto[],
  analyses: ReadonlyMap<string, AnalysedPicture>,
  calibration: Calibration,
): GenuinePair[] {
  const person = new Map(photos.map(({ path, number }) => [path, number]));
  return scorePairs(pairs, analyses, calibration).map((pair) => ({ ...pair, person: person.get(pair.a)! }));
}
