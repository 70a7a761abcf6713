import type { Embedding } from '../../../lambda/face/matching/embedder.ts';
import type { Random } from '../../statistics/random.ts';
import { asItIs, type LocatedPhoto, type PicturePool, type PictureResult } from '../pool/pool.ts';
import { type Person, pickPeople } from './photos.ts';

/** A person who takes part: one photo to degrade, and where there is another, that one stays clean. */
export interface Participant {
  readonly name: string;
  readonly degraded: LocatedPhoto;
  readonly clean: Reference | null;
}

interface Reference {
  readonly embeddings: readonly (Embedding | null)[];
}

export interface Selection {
  readonly participants: readonly Participant[];
  /** Photos looked at, and those left out because the number of faces found in them was not one. */
  readonly photos: number;
  readonly withoutFace: readonly string[];
  readonly withSeveral: number;
}

/** Photos looked at per person, to find two with one face. */
const MOST_PHOTOS = 4;

/**
 * Picks people and their photos. Photos with more than one face are left out: a label says who is in a photo, not which
 * face is whose, and a bystander who is found would hide that the person is not.
 *
 * @param count people at most
 */
export async function pickParticipants(
  people: readonly Person[],
  count: number,
  random: Random,
  pool: PicturePool,
  progress?: (done: number, total: number) => void,
): Promise<Selection> {
  const picked = pickPeople(people, count, random);
  const paths = picked.flatMap((person) => person.photos.slice(0, MOST_PHOTOS));
  const results = await pool.run(paths.map(asItIs), progress);
  const byPath = new Map(paths.map((path, i) => [path, results[i]!]));
  const faces = (path: string): number => byPath.get(path)!.analysis.faces.length;
  const participants = picked.flatMap((person): Participant[] => {
    const usable = person.photos.slice(0, MOST_PHOTOS).filter((path) => faces(path) === 1);
    const [first, second] = usable;
    if (first === undefined) return [];
    const degraded = located(first, byPath.get(first)!);
    return [{ name: person.name, degraded, clean: second === undefined ? null : byPath.get(second)! }];
  });
  return {
    participants,
    photos: paths.length,
    withoutFace: paths.filter((path) => faces(path) === 0),
    withSeveral: paths.filter((path) => faces(path) > 1).length,
  };
}

function located(path: string, { analysis }: PictureResult): LocatedPhoto {
  const { box, landmarks } = analysis.faces[0]!;
  return { path, box, landmarks };
}
