import { type CalibrationFile, createCalibration } from '../../../lambda/face/matching/calibration.ts';
import type { Resamples } from '../measure/bootstrap.ts';
import type { HeldOutRate } from '../measure/cross-validation.ts';
import { detCurve, discardCurve, highestImpostors, type Point, scoreHistograms } from '../measure/curves.ts';
import { ANCHORS, type ErrorRates, errorRates, failureToAcquire, type Rate } from '../measure/error-rates.ts';
import type { LabelError } from '../measure/label-errors.ts';
import type { Measurement } from '../measure/measurement.ts';

/** Pairs shown of each kind. */
const WORST = 12;
/** Threshold of the error-versus-discard curve: a false match rate of 1 in 1,000. */
const DISCARD_SIMILARITY = 0.6;

/** A pair that speaks against the pipeline or against its labels. Paths only where they were asked for. */
export interface WorstPair {
  readonly kind: 'different people, most alike' | 'one person, least alike';
  /** `null` where a photo shows no face. */
  readonly cosine: number | null;
  readonly a?: string;
  readonly b?: string;
}

/** Rates of the thresholds of one calibration on one set of labels. */
export interface RatesTable {
  readonly calibration: string;
  /** E.g. "labels as they stand". */
  readonly labels: string;
  readonly rates: readonly ErrorRates[];
}

/** What the report shows, as report.json holds it. */
export interface ReportData {
  readonly created: string;
  readonly data: string;
  readonly pack: string;
  readonly models: readonly string[];
  readonly pipeline: string;
  readonly faces: 'main' | 'all';
  readonly photos: number;
  readonly people: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly failureToAcquire: Rate;
  readonly pairs: { readonly onePerson: number; readonly differentPeople: number; readonly withoutFace: number };
  readonly tables: readonly RatesTable[];
  /** Made of these photos; `null` where they are too few. */
  readonly calibration: CalibrationFile | null;
  readonly heldOut: readonly HeldOutRate[] | null;
  readonly labelErrors: { readonly underTwoNames: number; readonly underOneName: number };
  readonly det: readonly Point[];
  readonly histograms: { readonly impostor: readonly Point[]; readonly genuine: readonly Point[] };
  readonly discard: readonly Point[];
  readonly worstPairs: readonly WorstPair[];
  readonly intervals: string;
}

/** A measurement of photos with one version of their labels. */
export interface LabelledMeasurement {
  /** E.g. "labels as they stand". */
  readonly labels: string;
  readonly measurement: Measurement;
  /** Of the people of the measurement. */
  readonly resamples: Resamples;
}

/** What a report is made of. */
export interface ReportParts {
  readonly labelled: LabelledMeasurement;
  readonly origin: Pick<ReportData, 'created' | 'data' | 'pack' | 'models' | 'pipeline' | 'faces'>;
  /** Made of these photos; `null` where they are too few. */
  readonly made: CalibrationFile | null;
  /** The calibration that curves refer to. */
  readonly inForce: CalibrationFile;
  readonly tables: readonly RatesTable[];
  readonly heldOut: readonly HeldOutRate[] | null;
  readonly labelErrors: readonly LabelError[];
  /** Whether the worst pairs name their photos. */
  readonly withNames: boolean;
}

/** Returns error rates at the anchors of the score. */
export function ratesTable(
  { labels, measurement, resamples }: LabelledMeasurement,
  calibration: CalibrationFile,
): RatesTable {
  return { calibration: calibration.version, labels, rates: errorRates(measurement, calibration, ANCHORS, resamples) };
}

/** Returns what the report shows. */
export function reportData(parts: ReportParts): ReportData {
  const { labelled, origin, made, inForce, tables, heldOut, labelErrors, withNames } = parts;
  const { measurement, resamples } = labelled;
  const { photos, people, genuine, impostors, impostorsWithoutFace } = measurement;
  const statuses: Record<string, number> = {};
  for (const { analysed } of photos) statuses[analysed.analysis.status] = (statuses[analysed.analysis.status] ?? 0) + 1;
  return {
    ...origin,
    calibration: made,
    heldOut,
    photos: photos.length,
    people,
    statuses,
    failureToAcquire: failureToAcquire(measurement, resamples),
    pairs: { onePerson: genuine.length, differentPeople: impostors.total, withoutFace: impostorsWithoutFace },
    tables,
    labelErrors: {
      underTwoNames: labelErrors.filter(({ why }) => why === 'one person under two names').length,
      underOneName: labelErrors.filter(({ why }) => why === 'another person under this name').length,
    },
    det: detCurve(measurement),
    histograms: scoreHistograms(measurement),
    discard: discardCurve(measurement, createCalibration(inForce).cosine(DISCARD_SIMILARITY)),
    worstPairs: worstPairs(measurement).map(({ a, b, ...pair }) => (withNames ? { ...pair, a, b } : pair)),
    intervals: `95 %, ${resamples.replicates} bootstrap resamples of the people`,
  };
}

function worstPairs({ photos, genuine, impostors }: Measurement): Required<WorstPair>[] {
  const alike = highestImpostors(impostors, WORST).map(({ a, b, cosine }) => ({
    kind: 'different people, most alike' as const,
    cosine,
    a: photos[a]!.path,
    b: photos[b]!.path,
  }));
  const unlike = genuine
    .toSorted((first, second) => (first.cosine ?? -2) - (second.cosine ?? -2))
    .slice(0, WORST)
    .map(({ a, b, cosine }) => ({ kind: 'one person, least alike' as const, cosine, a, b }));
  return [...alike, ...unlike];
}
