import type { AnalysedFace } from '../../../lambda/face/comparison.ts';
import type { Embedding } from '../../../lambda/face/matching/embedder.ts';
import { type Random, seededRandom } from '../../statistics/random.ts';
import { shuffle } from '../../statistics/shuffle.ts';
import { kindByName } from '../kinds/kinds.ts';
import { asItIs, type PictureJob, type PicturePool, type PictureResult } from '../pool/pool.ts';
import type { Person } from '../sheets/photos.ts';
import type { TriedMeasures } from '../tried/tried-measures.ts';

/** The kinds of degradation of the copies: all that an image of one face may suffer from and that a limit could reject. */
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

/** The main face of an image, with the values that limits can be set on. */
export interface RatedFace {
  /** Number of the person. */
  readonly person: number;
  readonly face: AnalysedFace;
  readonly embedding: Embedding;
  /** Whether the image is marked as photographed from a print or a screen. */
  readonly recaptured: boolean;
  /** Missing where it was not asked for. */
  readonly tried?: TriedMeasures;
}

/** The main face of an unmodified photo. */
export interface NaturalFace extends RatedFace {
  /** Whether it is the only face found in its photo, so that the label certainly means it. */
  readonly alone: boolean;
}

/** The main face of a degraded copy. */
export interface SpoiltFace extends RatedFace {
  readonly kind: string;
  readonly severity: number | string;
  /** Other unmodified photos of the same person, as indices into `natural` of the sample. */
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
  /** Names of kinds. */
  readonly kinds: readonly string[];
  /** Copies of each of these people's photos, of as many different kinds. */
  readonly copies: number;
  readonly seed: number;
  readonly progress?: (label: string) => (done: number, total: number) => void;
}

/** Most photos of one person that are degraded, and most photos that a copy is compared with, so that nobody dominates. */
const MOST_PHOTOS = 3;

/**
 * Analyses all photos as they are, and copies of some, each degraded in one way at a random severity.
 *
 * @throws Error when nobody has two photos of one face
 */
export async function makeSample(
  people: readonly Person[],
  pool: PicturePool,
  options: SampleOptions,
): Promise<Sample> {
  const { seed, progress } = options;
  const paths = people.flatMap(({ photos }, person) => photos.map((path) => ({ path, person })));
  const results = await pool.run(
    paths.map(({ path }) => asItIs(path)),
    progress?.('photos'),
  );
  const natural: (NaturalFace & { readonly path: string })[] = [];
  for (const [i, { path, person }] of paths.entries()) {
    const main = mainFace(results[i]!);
    if (main !== null) natural.push({ path, person, ...main, alone: results[i]!.analysis.faces.length === 1 });
  }

  const random = seededRandom(seed);
  const jobs: PictureJob[] = [];
  const planned: Pick<SpoiltFace, 'person' | 'kind' | 'severity' | 'others'>[] = [];
  for (const indices of shuffle(photosByPerson(natural), random).slice(0, options.people)) {
    for (const index of indices) {
      const { path, face, person } = natural[index]!;
      for (const name of shuffle(options.kinds, random).slice(0, options.copies)) {
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

/** Returns the largest face that takes part in comparisons; `null` without one. */
function mainFace({ analysis, embeddings, tried }: PictureResult): Omit<RatedFace, 'person'> | null {
  const index = embeddings.findIndex((embedding) => embedding !== null);
  if (index < 0) return null;
  const recaptured = analysis.recaptured === true;
  return { face: analysis.faces[index]!, embedding: embeddings[index]!, recaptured, tried };
}

/** Returns the indices of some photos of each person who has several photos of one face. */
function photosByPerson(natural: readonly NaturalFace[]): number[][] {
  const byPerson = Map.groupBy(
    natural.keys().filter((index) => natural[index]!.alone),
    (index) => natural[index]!.person,
  );
  return [...byPerson.values()].filter((indices) => indices.length > 1).map((indices) => indices.slice(0, MOST_PHOTOS));
}

/** Returns two random halves of the people: limits are chosen on one and judged on the other. */
export function halves(people: number, seed: number): readonly [ReadonlySet<number>, ReadonlySet<number>] {
  const random: Random = seededRandom(seed);
  const shuffled = shuffle(
    Array.from({ length: people }, (_, person) => person),
    random,
  );
  const middle = Math.ceil(people / 2);
  return [new Set(shuffled.slice(0, middle)), new Set(shuffled.slice(middle))];
}
