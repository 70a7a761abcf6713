import { readGivenFile } from '../../cli/given-file.ts';
import type { LabelledPhoto } from './photos-by-person.ts';

/** Two photos, as paths relative to the images directory, and whether they show the same person. */
export interface LabelledPair {
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
}

/**
 * Reads a pair list: CSV with the header `a,b,same`, `same` being 1 or 0; no quoting, so no commas in paths.
 *
 * @throws Error naming the line that is wrong, or the file that cannot be read
 */
export async function readPairs(file: string): Promise<LabelledPair[]> {
  const [header, ...lines] = (await readGivenFile(file)).toString('utf8').split(/\r?\n/);
  if (header?.trim() !== 'a,b,same') throw new Error(`${file}: expected the header a,b,same but found ${header}`);
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const [a, b, same, ...rest] = line.split(',').map((cell) => cell.trim());
    if (!a || !b || (same !== '0' && same !== '1') || rest.length > 0) {
      throw new Error(`${file}:${i + 2}: expected a,b,same with same 0 or 1 but found ${line}`);
    }
    return [{ a, b, same: same === '1' }];
  });
}

/** All pairs of photos of one person. */
export function personPairs(photos: readonly LabelledPhoto[]): LabelledPair[] {
  const paths = Map.groupBy(photos, ({ person }) => person);
  return Array.from(paths.values()).flatMap((own) =>
    own.flatMap(({ path: a }, i) => own.slice(i + 1).map(({ path: b }) => ({ a, b, same: true }))),
  );
}
