import type { GroupedPhoto, Labels } from '../photos/labels-file.ts';

/** A column with more values than this, such as a file name, makes no groups. */
const MAX_VALUES = 20;

/** How people are put into groups, and which of them are looked at. */
export interface GroupChoice {
  /** Columns whose values together make a group; `null` for every column of at most 20 values. */
  readonly by: readonly string[] | null;
  /** Values by column: photos with others are left out. */
  readonly only: Readonly<Record<string, readonly string[]>>;
}

/** Groups of photos. */
export interface Grouping {
  /** "female, East Asian" */
  readonly names: readonly string[];
  /** Number of the group of each photo; -1 for one that is left out. */
  readonly of: Int32Array;
}

/** Returns the columns that make groups. @throws Error when there is none, or one that was named does not exist */
export function groupColumns({ columns, photos }: Labels, { by, only }: GroupChoice): string[] {
  for (const name of [...(by ?? []), ...Object.keys(only)]) {
    if (!columns.includes(name)) {
      throw new Error(`There is no column ${name} in the labels: ${columns.join(', ')}`);
    }
  }
  const chosen = by ?? columnsOfFewValues({ columns, photos });
  if (chosen.length === 0) throw new Error(`Expected a column of at most ${MAX_VALUES} values in the labels`);
  return [...chosen];
}

/** Returns the columns that have at most 20 values. */
export function columnsOfFewValues({ columns, photos }: Labels): string[] {
  return columns.filter((name) => new Set(photos.map(({ labels }) => labels[name])).size <= MAX_VALUES);
}

/**
 * Puts photos into groups by the values of some columns.
 *
 * @param only values by column; a column that groups are made by alone, such as age in a table of ages, is better left out of it
 */
export function groupBy(
  photos: readonly Pick<GroupedPhoto, 'labels'>[],
  columns: readonly string[],
  only: GroupChoice['only'],
): Grouping {
  const name = ({ labels }: Pick<GroupedPhoto, 'labels'>): string => columns.map((one) => labels[one]).join(', ');
  const chosen = photos.map(({ labels }) =>
    Object.entries(only).every(([column, values]) => values.includes(labels[column]!)),
  );
  const names = [...new Set(photos.filter((_, i) => chosen[i]).map(name))].sort();
  const numbers = new Map(names.map((one, i) => [one, i]));
  return { names, of: Int32Array.from(photos, (photo, i) => (chosen[i] ? numbers.get(name(photo))! : -1)) };
}
