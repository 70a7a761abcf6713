import { readGivenFile } from '../../cli/given-file.ts';

/** A photo with the labels that define groups of people, such as sex, origin and age band. */
export interface LabelledPhoto {
  /** Relative to the images directory. */
  readonly path: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Reads labels of photos: CSV without quoting, with a header that has `photo` and other columns.
 *
 * @param columns columns that the file must have
 * @throws UsageError when the file cannot be read; Error naming the column that is missing or the line that is wrong
 */
export async function readLabels(file: string, columns: readonly string[]): Promise<LabelledPhoto[]> {
  const [header = '', ...lines] = (await readGivenFile(file)).toString('utf8').split(/\r?\n/);
  const names = header.split(',').map((cell) => cell.trim());
  const missing = ['photo', ...columns].find((name) => !names.includes(name));
  if (missing !== undefined) throw new Error(`${file}: expected a column ${missing} but found ${header}`);
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const cells = line.split(',').map((cell) => cell.trim());
    const labels = Object.fromEntries(names.map((name, column) => [name, cells[column] ?? '']));
    const { photo } = labels;
    if (!photo || cells.length !== names.length) {
      throw new Error(`${file}:${i + 2}: expected ${names.length} cells with a photo but found ${line}`);
    }
    return [{ path: photo, labels }];
  });
}
