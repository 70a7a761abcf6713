import type { CalibrationFile } from '../../../lambda/face/matching/calibration.ts';
import { table } from '../../cli/table.ts';
import type { HeldOutRate } from '../measure/cross-validation.ts';
import type { ErrorRates } from '../measure/error-rates.ts';
import { percent, scientific, withInterval } from './number-formats.ts';
import type { RatesTable, ReportData } from './report-data.ts';

/** Returns the report as lines for a terminal. */
export function reportText(report: ReportData): string[] {
  const { photos, people, pairs, labelErrors } = report;
  const statuses = Object.entries(report.statuses).map(([status, count]) => `${status} ${count}`);
  return [
    `pack ${report.pack}, models ${report.models.join(' ')}, pipeline ${report.pipeline}`,
    `${photos} photos of ${people} people (${statuses.join(', ')})`,
    `failure to acquire (no face): ${withInterval(report.failureToAcquire, percent)} of the photos`,
    `pairs: ${pairs.onePerson} of one person, ${pairs.differentPeople} of different people (and ${pairs.withoutFace} without a face)`,
    ...report.tables.flatMap(ratesText),
    ...(report.calibration === null ? [] : calibrationText(report.calibration)),
    ...(report.heldOut === null ? [] : heldOutText(report.heldOut)),
    '',
    `likely label errors, counted as they stand: ${labelErrors.underTwoNames} pairs look like one person under two names, ` +
      `${labelErrors.underOneName} photos or pairs like another person under one name`,
  ];
}

function ratesText({ calibration, labels, rates }: RatesTable): string[] {
  const head = ['threshold', 'cosine', 'stated', 'false match', 'false non-match', 'LowQuality as non-match'];
  return [
    '',
    `error rates (95 % interval) of calibration ${calibration}, ${labels}`,
    ...rightAligned([head, ...rates.map(rateCells)]),
  ];
}

/** Returns threshold, cosine, stated and measured rates of one row. */
export function rateCells(row: ErrorRates): string[] {
  return [
    row.similarity.toFixed(2),
    row.cosine.toFixed(4),
    scientific(row.stated),
    withInterval(row.falseMatch, scientific),
    withInterval(row.falseNonMatch, percent),
    withInterval(row.falseNonMatchWithLowQuality, percent),
  ];
}

/** Returns the knots of a calibration as lines of text. */
export function calibrationText({ version, knots }: CalibrationFile): string[] {
  const head = ['similarity', 'cosine', 'rate', 'interval', 'pairs above', 'people in them', ''];
  const rows = knots.map(({ similarity, cosine, falseMatchRate, interval, pairs, people, extrapolated }) => [
    similarity.toFixed(3),
    cosine.toFixed(4),
    scientific(falseMatchRate),
    interval === null ? '' : `${scientific(interval[0])} to ${scientific(interval[1])}`,
    String(pairs ?? ''),
    String(people ?? ''),
    extrapolated ? 'extrapolated' : 'measured',
  ]);
  return ['', `calibration ${version}, made of these photos`, ...rightAligned([head, ...rows])];
}

function heldOutText(rates: readonly HeldOutRate[]): string[] {
  const similarities = [...new Set(rates.map(({ similarity }) => similarity))];
  return [
    '',
    'cross-validation by person: calibrated on half of the people, tested on the other half',
    ...rates.map(
      ({ split, half, similarity, stated, measured, interval, holds }) =>
        `  division ${split + 1}, half ${half + 1}: ${similarity} means ${scientific(stated)}, measured ${scientific(measured)} ` +
        `(${scientific(interval[0])} to ${scientific(interval[1])})${holds ? '' : '  OUTSIDE'}`,
    ),
    ...similarities.map((similarity) => {
      const of = rates.filter((rate) => rate.similarity === similarity);
      const mean = of.reduce((sum, { measured }) => sum + measured, 0) / of.length;
      return `  ${similarity}: ${of.filter(({ holds }) => holds).length} of ${of.length} within the interval, mean ${scientific(mean)}`;
    }),
  ];
}

function rightAligned(rows: readonly (readonly string[])[]): string[] {
  return table(rows, 'text', 0).split('\n');
}
