import type { AnalysedFace } from '../../../lambda/face/comparison.ts';
import type { Embedding } from '../../../lambda/face/matching/embedder.ts';
import { type Random, seededRandom } from '../../statistics/random.ts';
import { shuffle } from '../../statistics/shuffle.ts';
import { kindByName } from '../kinds/kinds.ts';
import type { Pool, PoolResult, PoolTask } from '../pool/pool.ts';
import type { Person } from '../sheets/photos.ts';

/** What copies are spoilt by: everything that pictures of one face suffer from and that a limit could refuse. */
export const SPOILT_BY = [
  'eye-distance',
  'cut-side',
  'cut-top',
  'cut-bottom',
  'jpeg',
  'blur',
  'motion-blur',
  'dark',
  'bright',
  'glare',
  'contrast',
  'noise',
  'mask',
  'sunglasses',
] as const;

/** The main face of a picture, with what limits can be set on. */
export interface RatedFace {
  /** Number of the person. */
  readonly person: number;
  readonly face: AnalysedFace;
  readonly embedding: Embedding;
}

/** A photo as it is. */
export interface NaturalFace extends RatedFace {
  /** Whether it is the only face found in its photo, so that the label speaks of it for certain. */
  readonly alone: boolean;
}

/** A spoilt copy in which a face was found. */
export interface SpoiltFace extends RatedFace {
  readonly kind: string;
  readonly severity: number | string;
  /** Photos of the same person as they are, other than the copy's own: indices into the sample's. */
  readonly others: readonly number[];
}

export interface Sample {
  readonly people: number;
  readonly natural: readonly NaturalFace[];
  readonly spoilt: readonly SpoiltFace[];
  /** Copies made, with those in which no face was found. */
  readonly copies: number;
}

export interface SampleOptions {
  /** People of whom copies are made, at most: those with two or more photos of one face. */
  readonly people: number;
  /** Copies of each of these people's photos, of as many different kinds. */
  readonly copies: number;
  readonly seed: number;
  readonly progress?: (label: string) => (done: number, total: number) => void;
}

/** Photos of one person that are spoilt, and photos that a copy is compared with, at most: no person dominates. */
const MOST_PHOTOS = 3;

/**
 * Analyses all photos as they are, and copies of some, each spoilt in one way at a random severity.
 *
 * @throws Error when nobody has two photos of one face
 */
export async function makeSample(people: readonly Person[], pool: Pool, options: SampleOptions): Promise<Sample> {
  const { seed, progress } = options;
  const paths = people.flatMap(({ photos }, person) => photos.map((path) => ({ path, person })));
  const asTheyAre = paths.map(({ path }) => ({ photo: { path }, degrade: null }));
  const results = await pool.run(asTheyAre, progress?.('photos'));
  const natural: (NaturalFace & { readonly path: string })[] = [];
  for (const [i, { path, person }] of paths.entries()) {
    const main = mainFace(results[i]!);
    if (main !== null) natural.push({ path, person, ...main, alone: results[i]!.analysis.faces.length === 1 });
  }

  const random = seededRandom(seed);
  const jobs: PoolTask[] = [];
  const planned: Omit<SpoiltFace, 'face' | 'embedding'>[] = [];
  for (const indices of shuffle(photosByPerson(natural), random).slice(0, options.people)) {
    for (const index of indices) {
      const { path, face, person } = natural[index]!;
      for (const name of shuffle(SPOILT_BY, random).slice(0, options.copies)) {
        const kind = kindByName(name);
        const severity = random.below(kind.severities.length);
        const others = indices.filter((other) => other !== index);
        planned.push({ person, kind: name, severity: kind.severities[severity]!, others });
        const photo = { path, box: face.box, landmarks: face.landmarks };
        jobs.push({ photo, degrade: { kind: name, severity, seed: random.below(2 ** 31), others: [] } });
      }
    }
  }
  if (jobs.length === 0) throw new Error('Nobody has two photos that show exactly one face.');
  const copies = await pool.run(jobs, progress?.('copies'));
  const spoilt = copies.flatMap((result, i): SpoiltFace[] => {
    const main = mainFace(result);
    return main === null ? [] : [{ ...planned[i]!, ...main }];
  });
  return { people: people.length, natural, spoilt, copies: jobs.length };
}

/** The largest face that takes part in comparisons; `null` without one. */
function mainFace({ analysis, embeddings }: PoolResult): Pick<RatedFace, 'face' | 'embedding'> | null {
  const index = embeddings.findIndex((embedding) => embedding !== null);
  return index < 0 ? null : { face: analysis.faces[index]!, embedding: embeddings[index]! };
}

/** For each person with several photos of one face: indices of some of them. */
function photosByPerson(natural: readonly NaturalFace[]): number[][] {
  const byPerson = Map.groupBy(
    natural.keys().filter((index) => natural[index]!.alone),
    (index) => natural[index]!.person,
  );
  return [...byPerson.values()].filter((indices) => indices.length > 1).map((indices) => indices.slice(0, MOST_PHOTOS));
}

/** The two halves of the people, by the seed: one to choose on, the other to judge. */
export function halves(people: number, seed: number): readonly [ReadonlySet<number>, ReadonlySet<number>] {
  const random: Random = seededRandom(seed);
  const shuffled = shuffle(
    Array.from({ length: people }, (_, person) => person),
    random,
  );
  const middle = Math.ceil(people / 2);
  return [new Set(shuffled.slice(0, middle)), new Set(shuffled.slice(middle))];
}
