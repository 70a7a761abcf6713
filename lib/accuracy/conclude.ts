import { join } from 'node:path';
import type { CalibrationFile } from '../../lambda/face/matching/calibration.ts';
import { progressBar } from '../cli/progress-bar.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import { deployLines } from './deploy-lines.ts';
import { resamplePeople } from './measure/bootstrap.ts';
import { crossValidate } from './measure/cross-validation.ts';
import { errorRates } from './measure/error-rates.ts';
import { findLabelErrors } from './measure/label-errors.ts';
import { type CalibrationOrigin, makeCalibration } from './measure/make-calibration.ts';
import type { Measurement } from './measure/measurement.ts';
import { type LabelledMeasurement, ratesTable, reportData } from './report/report-data.ts';
import { rateCells, reportText } from './report/report-text.ts';
import { writeReport } from './report/write-report.ts';
import { type Context, REPLICATES, type Run } from './run.ts';
import { writeCalibration } from './write-calibration.ts';

/** Divisions of the people into halves, for cross-validation. */
const SPLITS = 10;

type Print = (line: string) => void;

/** Prints the results of a run, and writes the report and the calibration that the options ask for. */
export async function conclude(run: Run, options: CalibrateOptions, context: Context, print: Print): Promise<void> {
  const { pack, faces, seed } = options;
  const { inForce, models, pipeline, spaces } = context;
  const labelled = resampled('labels as they stand', run.asLabelled, seed);
  const without = run.withoutIgnored && resampled('without the ignored labels', run.withoutIgnored, seed);
  const best = without ?? labelled;
  const created = new Date().toISOString().slice(0, 10);
  const data = options.data ?? 'Photos labelled by folder.';
  const photos = best.measurement.photos.length;
  const origin = { pack, spaces, created, data, photos, faces, pipeline, models };
  const attempt = tryCalibration(best, origin);
  const made = attempt instanceof Error ? null : attempt;
  const latest = made ?? inForce;
  const calibrations = latest.version === inForce.version ? [inForce] : [inForce, latest];
  const sets = without === null ? [labelled] : [labelled, without];
  const labelErrors = findLabelErrors(labelled.measurement, latest);
  const report = reportData({
    labelled,
    origin: { created, data, pack, models, pipeline, faces },
    made,
    inForce: latest,
    tables: calibrations.flatMap((calibration) => sets.map((set) => ratesTable(set, calibration))),
    heldOut: options.crossValidate
      ? crossValidate(
          run.asLabelled.impostors,
          { splits: SPLITS, replicates: REPLICATES, seed },
          progressBar('divisions'),
        )
      : null,
    labelErrors,
    withNames: options.withPhotos,
  });
  for (const line of reportText(report)) print(line);
  if (context.stale !== null) print(`note: the pack's own calibration does not count here: ${context.stale}`);
  if (inForce.pipeline !== undefined && inForce.pipeline !== pipeline) {
    print(`note: ${inForce.version} was made with pipeline ${inForce.pipeline}, these figures with ${pipeline}`);
  }
  if (options.report !== null) {
    await writeReport(options.report, report, labelErrors, options.withPhotos ? options.images : null);
    print(
      `report: ${join(options.report, 'report.html')}, labels to review: ${join(options.report, 'label-errors.csv')}`,
    );
  }
  if (options.out === null) {
    if (attempt instanceof Error) print(`No calibration from these photos: ${attempt.message}`);
  } else {
    // The rates are printed first: they are worth the time that they took.
    if (attempt instanceof Error) throw attempt;
    await writeCalibration(options.out, attempt);
    print(`calibration ${attempt.version}: ${options.out}`);
  }
  printDeployment(best, options, options.out === null ? inForce : latest, print);
}

function resampled(labels: string, measurement: Measurement, seed: number): LabelledMeasurement {
  return { labels, measurement, resamples: resamplePeople(measurement.people, REPLICATES, seed) };
}

/** Returns a calibration, or the error where the photos are too few for one. */
function tryCalibration(
  { measurement, resamples }: LabelledMeasurement,
  origin: CalibrationOrigin,
): CalibrationFile | Error {
  try {
    return makeCalibration(measurement.impostors, origin, resamples);
  } catch (error) {
    return error as Error;
  }
}

function printDeployment(
  { measurement, resamples }: LabelledMeasurement,
  { out, pack, threshold }: CalibrateOptions,
  calibration: CalibrationFile,
  print: Print,
): void {
  if (out === null && threshold === null) return;
  if (threshold !== null) {
    const [row] = errorRates(measurement, calibration, [threshold], resamples);
    const [similarity, , stated, falseMatch, falseNonMatch] = rateCells(row!);
    print(
      `\nthreshold ${similarity} (means ${stated}): false match ${falseMatch}, false non-match ${falseNonMatch} here`,
    );
  }
  print('To deploy it:');
  for (const line of deployLines({ pack, calibration: out, threshold })) print(`  ${line}`);
}
