import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { folderError } from '../../cli/given-file.ts';

/** A photo, as a path with `/` relative to the images directory, and the person that its folder names. */
export interface LabelledPhoto {
  readonly path: string;
  readonly person: string;
}

/**
 * Lists a folder of people: each subfolder is one person, and each file in or below it is a photo of that person. Files whose
 * names begin with a dot are skipped. Every other file counts as a photo, because the content decides the image format.
 *
 * @returns the photos, grouped by person and sorted by path
 * @throws GivenFileError when there is no such folder; Error when there are fewer than two people, or a CSV line cannot hold a name
 */
export async function photosByPerson(imagesDir: string): Promise<LabelledPhoto[]> {
  const people = await readdir(imagesDir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw folderError(imagesDir, error);
  });
  const photos: LabelledPhoto[] = [];
  for (const person of people.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).sort(byName)) {
    const folder = join(imagesDir, person.name);
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    const paths = files.map((entry) => relative(imagesDir, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
    photos.push(...paths.sort().map((path) => ({ path, person: person.name })));
  }
  if (new Set(photos.map((photo) => photo.person)).size < 2) {
    throw new Error(`${imagesDir}: expected a subfolder of photos for each of at least two people`);
  }
  const unwritable = photos.find(({ path }) => /[,"\r\n]/.test(path));
  if (unwritable !== undefined) {
    throw new Error(`${unwritable.path}: expected a name without comma, quote and line break; lists are plain CSV`);
  }
  return photos;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

/**
 * Returns the person of a photo in a pair list: its folder, or the photo itself if it is in no folder. Nothing else says which
 * photos show the same person.
 */
export function personOfPath(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? path : path.slice(0, end);
}
