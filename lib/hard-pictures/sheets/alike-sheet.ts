import { bestPair } from '../../../lambda/face/matching/best-pair.ts';
import type { Calibration } from '../../../lambda/face/matching/calibration.ts';
import { seededRandom } from '../../statistics/random.ts';
import { shuffle } from '../../statistics/shuffle.ts';
import { shareOf } from '../../statistics/wilson.ts';
import { asItIs, type PicturePool, type PictureResult } from '../pool/pool.ts';
import type { LabelledPhoto } from './labelled-photos.ts';
import type { SheetOptions } from './make-sheet.ts';
import { type Sheet, type SheetRow, statusShares } from './sheet.ts';

/** Images that are hard because of whom they are compared with: other people of the same group. */
export interface AlikeKind {
  readonly name: string;
  readonly title: string;
  readonly axis: string;
  /** Columns of the labels that tell the groups. */
  readonly columns: readonly string[];
  /** Returns the name of a photo's group; `null` for a photo that takes no part. */
  groupOf(labels: Readonly<Record<string, string>>): string | null;
}

const ADULT = new Set(['20-29', '30-39', '40-49']);

export const ALIKE_KINDS: readonly AlikeKind[] = [
  {
    name: 'same-sex-and-origin',
    title: 'Different people of the same sex and origin, 20 to 49 years old',
    axis: 'origin and sex',
    columns: ['sex', 'race', 'age'],
    groupOf: ({ sex, race, age }) => (ADULT.has(age!) ? `${race}, ${sex}` : null),
  },
  {
    name: 'same-age',
    title: 'Different people of the same age, any sex and origin',
    axis: 'years',
    columns: ['age'],
    groupOf: ({ age }) => age!,
  },
];

/** Above this two photos are taken for one person: where nobody is named, some people were photographed twice. */
const SAME_PERSON = 0.9;

/** A sheet, and how many photos were left out because another of their group seems to show the same person. */
export interface AlikeSheet {
  readonly sheet: Sheet;
  readonly duplicates: number;
}

/**
 * Compares unmodified photos of different people of each group with each other, those of the status Success only, as the service does
 * not match two images of low quality. There are no pairs of one person.
 *
 * @param most photos of a group
 */
export async function makeAlikeSheet(
  kind: AlikeKind,
  photos: readonly LabelledPhoto[],
  most: number,
  pool: PicturePool,
  { calibration, threshold, seed, progress }: SheetOptions,
): Promise<AlikeSheet> {
  const random = seededRandom(seed);
  const members = photos.flatMap(({ path, labels }) => {
    const group = kind.groupOf(labels);
    return group === null ? [] : [{ path, group }];
  });
  const groups = [...Map.groupBy(members, ({ group }) => group)].sort(([a], [b]) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const chosen = groups.map(([group, all]) => ({
    group,
    paths: shuffle(all, random)
      .slice(0, most)
      .map(({ path }) => path),
  }));
  const results = await pool.run(
    chosen.flatMap(({ paths }) => paths.map(asItIs)),
    progress,
  );
  let [from, duplicates] = [0, 0];
  const rows = chosen.map(({ group, paths }) => {
    const own = results.slice(from, from + paths.length);
    from += paths.length;
    const { row, left } = alikeRow(group, own, calibration, threshold);
    duplicates += left;
    return row;
  });
  const { name, title, axis } = kind;
  return { sheet: { kind: name, title, axis, showsFace: true, rows }, duplicates };
}

/** Returns the row of a group, and how many of its photos were left out as likely duplicates. */
function alikeRow(
  group: string,
  results: readonly PictureResult[],
  calibration: Calibration,
  threshold: number,
): { row: SheetRow; left: number } {
  const fine = results.filter(({ analysis }) => analysis.status === 'Success');
  const similarity = (a: PictureResult, b: PictureResult): number =>
    bestPair(a.embeddings, b.embeddings, calibration)?.similarity ?? 0;
  const kept: PictureResult[] = [];
  let [pairs, matched] = [0, 0];
  for (const photo of fine) {
    const similarities = kept.map((other) => similarity(photo, other));
    if (similarities.some((value) => value > SAME_PERSON)) continue;
    kept.push(photo);
    pairs += similarities.length;
    matched += similarities.filter((value) => value > threshold).length;
  }
  const row: SheetRow = {
    severity: group,
    found: shareOf(results.filter(shown).length, results.length)!,
    statuses: statusShares(results.map(({ analysis }) => analysis.status)),
    recaptured: shareOf(results.filter(marked).length, results.filter(shown).length)?.share ?? null,
    falseNonMatches: null,
    silentFalseNonMatches: null,
    falseMatches: shareOf(matched, pairs),
    slowestMilliseconds: Math.max(...results.map(({ milliseconds }) => milliseconds)),
  };
  return { row, left: fine.length - kept.length };
}

function shown({ analysis }: PictureResult): boolean {
  return analysis.faces.length > 0;
}

function marked({ analysis }: PictureResult): boolean {
  return analysis.recaptured === true;
}
