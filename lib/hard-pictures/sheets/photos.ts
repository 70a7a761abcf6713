import { readdir } from 'node:fs/promises';
import { folderError } from '../../cli/given-file.ts';
import type { Random } from '../../statistics/random.ts';
import { shuffle } from '../../statistics/shuffle.ts';

/** The photos of one person, as paths relative to the images directory. */
export interface Person {
  readonly name: string;
  readonly photos: readonly string[];
}

const PHOTO = /\.(jpe?g|png|bmp|tiff?)$/i;

/**
 * The people of a folder: each subfolder is one, or where there are none, each file name up to its first digit
 * (`obama.jpg` and `obama2.jpg` are one person).
 *
 * @throws Error when there is no photo
 */
export async function peopleOf(imagesDir: string): Promise<Person[]> {
  const entries = await readdir(imagesDir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw folderError(imagesDir, error);
  });
  const people = new Map<string, string[]>();
  const add = (person: string, path: string): void => {
    if (PHOTO.test(path)) people.set(person, [...(people.get(person) ?? []), path]);
  };
  const folders = entries.filter((entry) => entry.isDirectory());
  for (const folder of folders) {
    for (const file of await readdir(`${imagesDir}/${folder.name}`)) add(folder.name, `${folder.name}/${file}`);
  }
  if (folders.length === 0) {
    for (const entry of entries) add(entry.name.replace(/[\d.].*$/, ''), entry.name);
  }
  if (people.size === 0) throw new Error(`${imagesDir}: there are no photos`);
  return [...people].map(([name, photos]) => ({ name, photos: photos.toSorted() })).toSorted(byName);
}

function byName(a: Person, b: Person): number {
  return a.name < b.name ? -1 : 1;
}

/**
 * Picks people by the seed: those with two or more photos first, since only they can be missed when compared.
 *
 * @returns at most `count` people, their photos shuffled
 */
export function pickPeople(people: readonly Person[], count: number, random: Random): Person[] {
  const shuffled = shuffle(people, random).map(({ name, photos }) => ({ name, photos: shuffle(photos, random) }));
  const several = shuffled.filter((person) => person.photos.length > 1);
  const single = shuffled.filter((person) => person.photos.length === 1);
  return [...several, ...single].slice(0, count);
}
