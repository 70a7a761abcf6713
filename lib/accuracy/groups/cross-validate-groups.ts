import { createCalibration } from '../../../lambda/face/matching/calibration.ts';
import { wholeMatrix } from '../../../lambda/face/models/projection.ts';
import { resamplePeople } from '../measure/bootstrap.ts';
import { type MeasuredEmbedder, splitEmbedding } from '../photos/into-space.ts';
import { partsOfPeople } from './cross-fit.ts';
import { type GroupRates, type GroupSummary, ratesOfGroups, summaryOfGroups } from './group-rates.ts';
import { type GroupChoice, groupBy } from './grouping.ts';
import { embeddingsByGroup, type LabelledFace, unitsOf } from './labelled-faces.ts';
import { makeLookAlikeCalibration } from './look-alike-calibration.ts';
import { measureProjection, type Strength } from './make-projection.ts';
import { type MeasuredSpace, measurePairs } from './measure-pairs.ts';

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
  /** Receives the number of halves that are tested, and that of all. */
  readonly progress?: (done: number, total: number) => void;
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
  { by, only, seed, power, shrinkage, between, progress = () => {} }: CrossValidation,
): Promise<HeldOutGroups[]> {
  const units = unitsOf(faces);
  const results: HeldOutGroups[] = [];
  for (let division = 0; division < DIVISIONS; division++) {
    const half = partsOfPeople(faces, groupBy(faces, by, {}).of, 2, seed + division);
    const resamples = resamplePeople(units, REPLICATES, seed + DIVISIONS + division);
    for (const tested of [0, 1] as const) {
      const [learners, others] = [1 - tested, tested].map((side) => faces.filter(({ unit }) => half[unit] === side));
      const own = learn(learners!, embedders, by, { power, shrinkage, between });
      const calibrated = await measurePairs(learners!, own, { units, seed, by, only });
      // The others had no part in the projection.
      const untouched = { ...own, learned: own.learned.map(() => null) };
      const origin = { pack: 'half', spaces: [], created: '', data: '', by };
      const map = createCalibration(makeLookAlikeCalibration(calibrated.groups, calibrated.random, origin, resamples));
      const measured = await measurePairs(others!, untouched, { units, seed, by, only });
      results.push({
        division,
        tested,
        summary: summaryOfGroups(measured.groups, measured.random, map, resamples),
        groups: ratesOfGroups(measured.faces, measured.grouping, measured.groups, map, resamples),
      });
      progress(results.length, 2 * DIVISIONS);
    }
  }
  return results;
}

/** Returns projections made of people of all groups and ages, as the shipped ones are. */
function learn(
  faces: readonly LabelledFace[],
  embedders: readonly MeasuredEmbedder[],
  by: readonly string[],
  strength: Strength,
): MeasuredSpace {
  const grouping = groupBy(faces, by, {});
  return {
    embedders: embedders.map((embedder, k) => {
      if (embedder.projection === null) return embedder;
      const groups = embeddingsByGroup(faces, grouping, (joined) => splitEmbedding(joined, embedders)[k]!);
      const { mean, triangle } = measureProjection(groups, strength);
      return { ...embedder, projection: { mean, matrix: wholeMatrix(triangle, mean.length) } };
    }),
    learned: embedders.map(({ projection }) => (projection === null ? null : { strength, of: grouping.of })),
  };
}
