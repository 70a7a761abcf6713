import { table } from '../../cli/table.ts';
import type { Disparity } from '../groups/disparity.ts';
import { GROUP_THRESHOLDS, type GroupRates, type GroupSummary } from '../groups/group-rates.ts';
import type { Rate } from '../measure/error-rates.ts';
import type { GroupReport } from './group-report.ts';
import { percent, scientific, withInterval } from './number-formats.ts';
import { calibrationText } from './report-text.ts';

const THRESHOLDS = GROUP_THRESHOLDS.map((similarity) => similarity.toFixed(1));

/** Names of the measures of inequality, as NIST has them. */
const DISPARITY_NAMES: Readonly<Record<keyof Disparity, string>> = {
  maxByMin: 'max / min',
  maxByGeometricMean: 'max / geometric mean',
  gini: 'Gini, corrected by n / (n - 1)',
};

/** Returns the report as lines for a terminal. */
export function groupReportText(report: GroupReport): string[] {
  const { pack, models, pipeline, spaces, photos, duplicates, by, calibration, summary, columns, heldOut } = report;
  return [
    `pack ${pack}, models ${models.join(' ')}, pipeline ${pipeline}, space ${spaces.join(' ')}`,
    `${photos} labelled photos; groups by ${by.join(', ')}${onlyText(report)}; intervals: ${report.intervals}`,
    duplicatesText(duplicates),
    '',
    `calibration ${calibration.version}: false-match rates (FMR) by threshold, photos of status LowQuality left out`,
    ...rows(report.groups),
    ...summaryText(summary),
    ...columns.flatMap(({ column, groups }) => ['', `by ${column}`, ...rows(groups)]),
    '',
    `FMR above ${report.between.similarity} between groups`,
    ...table(betweenRows(report), 'text').split('\n'),
    ...calibrationText(calibration),
    ...(heldOut ?? []).flatMap(({ division, tested, summary: held }) => [
      '',
      `cross-validation, division ${division + 1}: projection and calibration of half ${2 - tested}, rates of half ${tested + 1}`,
      ...summaryText(held),
    ]),
  ];
}

/** Returns what photos are looked at, for a sentence: "; only age 20-29, 30-39". */
export function onlyText({ only }: Pick<GroupReport, 'only'>): string {
  return Object.entries(only)
    .map(([column, values]) => `; only ${column} ${values.join(', ')}`)
    .join('');
}

/** Returns how many photos are likely of one person, and what became of them. */
export function duplicatesText({ pairs, photosLeftOut }: GroupReport['duplicates']): string {
  const found = `likely duplicates (one person, counted as two): ${pairs} pairs`;
  if (pairs === 0) return found;
  return photosLeftOut > 0
    ? `${found}, on which the embedders agree; ${photosLeftOut} photos left out`
    : `${found}. One embedder alone cannot tell a duplicate from a false match, so they count: review likely-duplicates.csv and run again with --ignore, or name a --second-pack`;
}

/** Head and rows of a table of groups. */
export function groupRows(groups: readonly GroupRates[]): string[][] {
  const mated = groups.some(({ matedPairs }) => matedPairs > 0);
  const head = [
    'group',
    'photos',
    'no face',
    'LowQuality',
    'compared',
    'pairs',
    ...THRESHOLDS.map((threshold) => `FMR ${threshold}`),
    ...(mated ? ['mated pairs', ...THRESHOLDS.map((threshold) => `FNMR ${threshold}`)] : []),
  ];
  const rates = (all: readonly Rate[], write: (value: number) => string): string[] =>
    THRESHOLDS.map((_, k) => (all[k] === undefined ? '' : withInterval(all[k], write)));
  return [
    head,
    ...groups.map((one) => [
      one.group,
      String(one.photos),
      withInterval(one.failureToAcquire, percent),
      withInterval(one.lowQuality, percent),
      String(one.compared),
      String(one.pairs),
      ...rates(one.falseMatch, scientific),
      ...(mated ? [String(one.matedPairs), ...rates(one.falseNonMatch, percent)] : []),
    ]),
  ];
}

/** Head and rows of the table of what all groups come to. */
export function summaryRows({ falseMatch, randomPairs, disparity }: GroupSummary): string[][] {
  const plain = (value: number): string => (Number.isFinite(value) ? value.toPrecision(3) : 'no lowest rate');
  return [
    ['', ...THRESHOLDS],
    ['FMR within groups, all counted equally', ...falseMatch.map((rate) => withInterval(rate, scientific))],
    ['FMR of random pairs of the same people', ...randomPairs.map((rate) => withInterval(rate, scientific))],
    ...(Object.keys(DISPARITY_NAMES) as (keyof Disparity)[]).map((name) => [
      DISPARITY_NAMES[name],
      ...disparity.map((one) =>
        Number.isFinite(one[name].rate) ? withInterval(one[name], plain) : plain(one[name].rate),
      ),
    ]),
  ];
}

/** Head and rows of the table of group against group. */
function betweenRows({ between: { names, rates } }: Pick<GroupReport, 'between'>): string[][] {
  const cell = (rate: Rate | null): string => (rate === null ? '' : rate.rate === 0 ? '0' : rate.rate.toExponential(1));
  return [['', ...names], ...names.map((name, g) => [name, ...rates[g]!.map(cell)])];
}

function rows(groups: readonly GroupRates[]): string[] {
  return table(groupRows(groups), 'text').split('\n');
}

function summaryText(summary: GroupSummary): string[] {
  return table(summaryRows(summary), 'text').split('\n');
}
