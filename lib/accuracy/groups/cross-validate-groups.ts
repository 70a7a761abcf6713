import { createCalibration } from '../../../lambda/face/matching/calibration.ts';
import { type Projection, wholeMatrix } from '../../../lambda/face/models/projection.ts';
import { seededRandom } from '../../statistics/random.ts';
import { shuffle } from '../../statistics/shuffle.ts';
import { resamplePeople } from '../measure/bootstrap.ts';
import { intoSpace, type MeasuredEmbedder, splitEmbedding } from '../photos/into-space.ts';
import { type GroupRates, type GroupSummary, ratesOfGroups, summaryOfGroups } from './group-rates.ts';
import { type GroupChoice, groupBy } from './grouping.ts';
import { type LabelledFace, unitsOf } from './labelled-faces.ts';
import { makeLookAlikeCalibration } from './look-alike-calibration.ts';
import { measureProjection, type Strength } from './make-projection.ts';
import { measureGroups } from './measure-groups.ts';

/** Divisions of the people into halves. */
const DIVISIONS = 2;
/** Resamples of the people of each half. */
const REPLICATES = 200;

/** What a calibration made of one half of the people states, measured on the other half. */
export interface HeldOutGroups {
  readonly division: number;
  readonly tested: 0 | 1;
  readonly summary: GroupSummary;
  readonly groups: readonly GroupRates[];
}

/** What is measured how: as for all people. */
export interface CrossValidation extends Strength {
  readonly by: readonly string[];
  readonly only: GroupChoice['only'];
  readonly seed: number;
}

/**
 * Measures projection and calibration on half of the people and tests both on the other half, and the other way round. Embedders
 * without a projection stay without.
 *
 * @param faces whose pairs are counted, with embeddings as the models give them
 */
export async function crossValidateGroups(
  faces: readonly LabelledFace[],
  embedders: readonly MeasuredEmbedder[],
  { by, only, seed, power, shrinkage, between }: CrossValidation,
): Promise<HeldOutGroups[]> {
  const units = unitsOf(faces);
  const { of } = groupBy(faces, by, only);
  const inGroups = new Set(faces.flatMap(({ path }, i) => (of[i]! >= 0 ? [path] : [])));
  const results: HeldOutGroups[] = [];
  for (let division = 0; division < DIVISIONS; division++) {
    const half = divide(faces, by, units, seed + division);
    const resamples = resamplePeople(units, REPLICATES, seed + DIVISIONS + division);
    for (const tested of [0, 1] as const) {
      const [learned, other] = [1 - tested, tested].map((side) => faces.filter(({ unit }) => half[unit] === side));
      const own = embedders.map((embedder, k) =>
        embedder.projection === null
          ? embedder
          : { ...embedder, projection: projectionOf(learned!, embedders, k, by, { power, shrinkage, between }) },
      );
      const measure = (part: readonly LabelledFace[]) =>
        measureGroups(
          part
            .filter(({ path }) => inGroups.has(path))
            .map((face) => ({ ...face, analysed: intoSpace(face.analysed, own) })),
          units,
          by,
          only,
        );
      const calibrated = await measure(learned!);
      const origin = { pack: 'half', spaces: [], created: '', data: '', by };
      const map = createCalibration(makeLookAlikeCalibration(calibrated.groups, calibrated.random, origin, resamples));
      const measured = await measure(other!);
      results.push({
        division,
        tested,
        summary: summaryOfGroups(measured.groups, measured.random, map, resamples),
        groups: ratesOfGroups(measured.faces, measured.grouping, measured.groups, map, resamples),
      });
    }
  }
  return results;
}

/** Returns 0 or 1 for each person, as many of one as of the other in each group. */
function divide(faces: readonly LabelledFace[], by: readonly string[], units: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const { names, of } = groupBy(faces, by, {});
  const half = new Uint8Array(units);
  for (const g of names.keys()) {
    const own = [...new Set(faces.flatMap(({ unit }, i) => (of[i] === g ? [unit] : [])))];
    for (const [i, unit] of shuffle(own, random).entries()) half[unit] = i % 2;
  }
  return half;
}

/** Returns a projection made of people of all groups and ages, as the shipped ones are. */
function projectionOf(
  faces: readonly LabelledFace[],
  embedders: readonly MeasuredEmbedder[],
  k: number,
  by: readonly string[],
  strength: Strength,
): Projection {
  const { names, of } = groupBy(faces, by, {});
  const groups = names.map((_, g) =>
    faces.flatMap(({ analysed }, i) => {
      const embedding = of[i] === g ? analysed.embeddings.find((one) => one !== null) : null;
      return embedding ? [splitEmbedding(embedding, embedders)[k]!] : [];
    }),
  );
  const { mean, triangle } = measureProjection(groups, strength);
  return { mean, matrix: wholeMatrix(triangle, mean.length) };
}
