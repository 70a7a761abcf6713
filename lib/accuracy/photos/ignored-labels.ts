import { readGivenFile } from '../../cli/given-file.ts';
import { fromSpreadsheetText } from '../../cli/spreadsheet-text.ts';

/** Wrong labels to leave out: photos with all their pairs, and single pairs; by path. */
export interface IgnoredLabels {
  readonly photos: ReadonlySet<string>;
  readonly pairs: readonly (readonly [string, string])[];
}

/**
 * Reads a reviewed list of label errors: the CSV that the search for them writes, from which you deleted the lines that are
 * no errors. Only the columns `a` and `b` count; without `b` the photo `a` is ignored altogether.
 *
 * @param known paths of all photos
 * @throws Error naming the line that is wrong, or the file that cannot be read
 */
export async function readIgnoredLabels(file: string, known: ReadonlySet<string>): Promise<IgnoredLabels> {
  const [header, ...lines] = (await readGivenFile(file)).toString('utf8').split(/\r?\n/);
  if (!header?.startsWith('a,b'))
    throw new Error(`${file}: expected a header that begins with a,b but found ${header}`);
  const photos = new Set<string>();
  const pairs: [string, string][] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [a, b] = line.split(',').map((cell) => fromSpreadsheetText(cell.trim()));
    for (const path of [a, b]) {
      if (path && !known.has(path)) throw new Error(`${file}:${i + 2}: there is no photo ${path} in the images folder`);
    }
    if (!a) throw new Error(`${file}:${i + 2}: expected a photo but found ${line}`);
    if (b) pairs.push([a, b]);
    else photos.add(a);
  }
  return { photos, pairs };
}
