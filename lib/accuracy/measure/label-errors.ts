import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import type { CalibrationFile } from '../../../lambda/face/matching/calibration.ts';
import { createCalibration } from '../../../lambda/face/matching/calibration.ts';
import { cosine, type Embedding } from '../../../lambda/face/matching/embedder.ts';
import { asSpreadsheetText } from '../../cli/spreadsheet-text.ts';
import { writePrivately } from '../../cli/write-privately.ts';
import type { MeasuredPhoto, Measurement } from './measurement.ts';

/** A label that is likely to be wrong, for a person to look at. */
export interface LabelError {
  readonly a: string;
  /** `null` where it is the photo itself that does not fit its person. */
  readonly b: string | null;
  /** Highest cosine that speaks against the label, or the best that speaks for it. */
  readonly cosine: number;
  readonly similarity: number;
  readonly why: 'one person under two names' | 'another person under this name';
}

/** Pairs of different people above this similarity are listed: of a million such pairs, one is there by chance. */
const SAME_PERSON = 0.9;
/** A photo whose best similarity to the others of its person is below this is listed: 1 in 100 strangers reach it. */
const STRANGER = 0.5;

/**
 * Finds labels that are likely to be wrong: photos of two people that look like one, and photos that look like none of the
 * others of their person. Nothing is left out because of it; hard images of one person are among the second kind.
 *
 * @param calibration measured on these photos, or on many more
 */
export function findLabelErrors({ photos, impostors }: Measurement, calibration: CalibrationFile): LabelError[] {
  const { similarity, cosine: cosineOf } = createCalibration(calibration);
  const found: LabelError[] = [];
  const { a, b, cosine: cosines } = impostors.highest;
  const high = cosineOf(SAME_PERSON);
  for (let i = 0; i < cosines.length && cosines[i]! > high; i++) {
    const value = cosines[i]!;
    found.push({
      a: photos[a[i]!]!.path,
      b: photos[b[i]!]!.path,
      cosine: value,
      similarity: similarity(value),
      why: 'one person under two names',
    });
  }
  const low = cosineOf(STRANGER);
  for (const own of Map.groupBy(photos, ({ number }) => number).values()) {
    for (const odd of oddPhotos(own.filter(hasFace), low)) {
      found.push({ ...odd, similarity: similarity(odd.cosine), why: 'another person under this name' });
    }
  }
  return found;
}

/** Photos of one person that look like none of the others. Of two photos nobody can say which one is wrong. */
function oddPhotos(own: readonly MeasuredPhoto[], low: number): Pick<LabelError, 'a' | 'b' | 'cosine'>[] {
  if (own.length < 2) return [];
  if (own.length === 2) {
    const [a, b] = own as [MeasuredPhoto, MeasuredPhoto];
    const value = best(a.analysed, b.analysed);
    return value < low ? [{ a: a.path, b: b.path, cosine: value }] : [];
  }
  return own.flatMap((photo) => {
    const others = own.filter((other) => other !== photo);
    const value = Math.max(...others.map((other) => best(photo.analysed, other.analysed)));
    return value < low ? [{ a: photo.path, b: null, cosine: value }] : [];
  });
}

function hasFace({ analysed }: MeasuredPhoto): boolean {
  return analysed.embeddings.some((embedding) => embedding !== null);
}

function best(a: AnalysedPicture, b: AnalysedPicture): number {
  const present = ({ embeddings }: AnalysedPicture): Embedding[] => embeddings.filter((one) => one !== null);
  return Math.max(...present(a).flatMap((first) => present(b).map((second) => cosine(first, second))));
}

/** Writes the list for review; it names photos. */
export async function writeLabelErrors(file: string, errors: readonly LabelError[]): Promise<void> {
  const lines = errors.map(({ a, b, cosine, similarity, why }) =>
    [asSpreadsheetText(a), asSpreadsheetText(b ?? ''), cosine.toFixed(4), similarity.toFixed(4), why].join(','),
  );
  await writePrivately(file, `${['a,b,cosine,similarity,why', ...lines].join('\n')}\n`);
}
