import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { analysePicture } from '../../../lambda/face/analyse-picture.ts';
import { loadPack } from '../../../lambda/face/load-pack.ts';
import { decodePicture } from '../../../lambda/face/picture/decode.ts';
import { Stopwatch } from '../../../lambda/face/stopwatch.ts';
import { peopleOf } from '../../hard-pictures/sheets/photos.ts';
import { drawnFace } from '../../pictures/drawn-face.ts';
import { seededRandom } from '../../statistics/random.ts';
import { shuffle } from '../../statistics/shuffle.ts';
import type { Sitter } from './scene.ts';

/** The people that the images of the benchmark show. */
export interface Sitters {
  readonly source: 'photos' | 'drawn faces';
  /** Two photos of one person each; at least two pairs. */
  readonly pairs: readonly (readonly [Sitter, Sitter])[];
  /** One photo each of different people, for groups. */
  readonly crowd: readonly Sitter[];
}

const PAIRS = [
  ['obama.jpg', 'obama2.jpg'],
  ['obama3.jpg', 'obama.jpg'],
  ['biden.jpg', 'biden2.jpg'],
] as const;
/** Photos in which the detector sees more or fewer than one face are skipped, so more are tried than are needed. */
const CROWD_CANDIDATES = 160;

/**
 * Returns the people of a folder like `../shared/faces`, or drawn ones where the folder lacks enough of them.
 *
 * @param crowd how many different people are needed for groups
 */
export async function findSitters(facesDir: string, modelsDir: string, crowd: number): Promise<Sitters> {
  if (!existsSync(join(facesDir, 'portraits')) || !existsSync(join(facesDir, 'lfw-dev'))) return drawnSitters(crowd);
  const { analyser, release } = await loadPack({ modelsDir });
  const sitter = async (file: string): Promise<Sitter | null> => {
    const bytes = await readFile(join(facesDir, file));
    const { faces } = (await analysePicture(analyser, bytes, new Stopwatch())).analysis;
    return faces.length === 1 ? { picture: await decodePicture(bytes), box: faces[0]!.box } : null;
  };
  try {
    const pairs: [Sitter, Sitter][] = [];
    for (const files of PAIRS) {
      const [a, b] = [await sitter(`portraits/${files[0]}`), await sitter(`portraits/${files[1]}`)];
      if (a !== null && b !== null) pairs.push([a, b]);
    }
    const people = shuffle(await peopleOf(join(facesDir, 'lfw-dev')), seededRandom(1));
    const found: Sitter[] = [];
    for (const person of people.slice(0, CROWD_CANDIDATES)) {
      if (found.length === crowd) break;
      const candidate = await sitter(`lfw-dev/${person.photos[0]}`);
      if (candidate !== null) found.push(candidate);
    }
    if (pairs.length < 2 || found.length < crowd) return drawnSitters(crowd);
    return { source: 'photos', pairs, crowd: found };
  } finally {
    await release();
  }
}

/** Sides of the drawn images, in pixels, and the share of the height from brows to chin of what is drawn. */
const DRAWN_SIDE = 500;
const CROWD_SIDE = 250;
const BROWS_TO_CHIN = 0.38;

/**
 * Returns drawn people, which are the same on every machine.
 *
 * @param crowd how many different people are needed for groups
 */
export function drawnSitters(crowd: number): Sitters {
  const drawn = (seed: number, size: number): Sitter => {
    const [w, h] = [0.3 * size, BROWS_TO_CHIN * size];
    return { picture: drawnFace({ seed, size }), box: [(size - w) / 2, 0.56 * size - h / 2, w, h] };
  };
  return {
    source: 'drawn faces',
    pairs: [2, 5, 7].map((seed) => [drawn(seed, DRAWN_SIDE), drawn(seed, DRAWN_SIDE + 60)] as const),
    crowd: Array.from({ length: crowd }, (_, i) => drawn(i + 1, CROWD_SIDE)),
  };
}
