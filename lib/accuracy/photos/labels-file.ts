import { readGivenFile } from '../../cli/given-file.ts';
import { photosByPerson } from './photos-by-person.ts';

/** A photo with what its label says of whom it shows. */
export interface GroupedPhoto {
  /** With `/`, relative to the images directory. */
  readonly path: string;
  /** `null` where nobody is named: the photo counts as its own person. */
  readonly person: string | null;
  /** Values of the other columns, by name. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What a file of labels holds. */
export interface Labels {
  /** Columns other than `photo` and `person`. */
  readonly columns: readonly string[];
  readonly photos: readonly GroupedPhoto[];
}

/**
 * Reads labels: CSV with a header, without quoting. Each line labels one photo, by its path in the column `photo`; or without that
 * column one person, by the name of the folder of their photos in the column `person`.
 *
 * @param imagesDir where the folders of people are; photos without a label are left out
 * @throws Error naming the line that is wrong, or the file that cannot be read
 */
export async function readLabels(file: string, imagesDir: string): Promise<Labels> {
  const [header = '', ...lines] = (await readGivenFile(file)).toString('utf8').split(/\r?\n/);
  const names = header.split(',').map((name) => name.trim());
  const key = names.includes('photo') ? 'photo' : 'person';
  const columns = names.filter((name) => name !== 'photo' && name !== 'person');
  if (!names.includes(key) || columns.length === 0 || columns.includes('') || new Set(names).size < names.length) {
    throw new Error(
      `${file}: expected a header with the column photo or person and at least one other, each once, but found ${header}`,
    );
  }
  const ofPeople = key === 'person' ? Map.groupBy(await photosByPerson(imagesDir), ({ person }) => person) : null;
  const seen = new Set<string>();
  const photos = lines.flatMap((line, i): GroupedPhoto[] => {
    if (line.trim() === '') return [];
    const cells = line.split(',').map((cell) => cell.trim());
    const where = `${file}:${i + 2}`;
    if (cells.length !== names.length || cells.includes('')) {
      throw new Error(`${where}: expected a value for each of ${names.join(', ')} but found ${line}`);
    }
    const row = Object.fromEntries(names.map((name, k) => [name, cells[k]!]));
    const value = row[key]!;
    if (seen.has(value)) throw new Error(`${where}: ${value} has a label already`);
    seen.add(value);
    const labels = Object.fromEntries(columns.map((name) => [name, row[name]!]));
    if (ofPeople === null) return [{ path: value, person: row.person ?? null, labels }];
    const own = ofPeople.get(value);
    if (own === undefined) throw new Error(`${where}: there is no folder ${value} in ${imagesDir}`);
    return own.map(({ path, person }) => ({ path, person, labels }));
  });
  if (photos.length === 0) throw new Error(`${file}: expected at least one label`);
  return { columns, photos };
}
