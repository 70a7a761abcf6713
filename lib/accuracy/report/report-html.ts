import { createCalibration } from '../../../lambda/face/matching/calibration.ts';
import type { HeldOutRate } from '../measure/cross-validation.ts';
import type { Point } from '../measure/curves.ts';
import { htmlPage, htmlTable as table } from './html-page.ts';
import { percent, scientific, withInterval } from './number-formats.ts';
import type { RatesTable, ReportData, WorstPair } from './report-data.ts';
import { escapeHtml, svgPlot } from './svg-plot.ts';

const BLUE = '#1f6fb2';
const ORANGE = '#c8601a';

/** Image of a photo as a data URI, by its path. */
export type Thumbnails = ReadonlyMap<string, string>;

/**
 * The report as one HTML page that loads nothing from anywhere.
 *
 * @param thumbnails images of the worst pairs; empty where photos were not asked for
 */
export function reportHtml(report: ReportData, thumbnails: Thumbnails): string {
  const { photos, people, pairs } = report;
  const body = `<h1>Accuracy of pack ${escapeHtml(report.pack)}</h1>
<p>${escapeHtml(report.data)}<br>${photos} photos of ${people} people, ${report.faces === 'main' ? 'the main face of each' : 'the best pair of all faces'}:
${pairs.onePerson} pairs of one person, ${pairs.differentPeople} of different people with a face (${pairs.withoutFace} without).
Measured on ${escapeHtml(report.created)} with ${escapeHtml(report.models.join(', '))}, pipeline ${escapeHtml(report.pipeline)}.</p>
<p class="note">Intervals: ${escapeHtml(report.intervals)}. These figures hold for photos and people like these.</p>
<h2>Photos</h2>
<p>No face to compare (failure to acquire): ${withInterval(report.failureToAcquire, percent)}.
By status: ${Object.entries(report.statuses)
    .map(([status, count]) => `${escapeHtml(status)} ${count}`)
    .join(', ')}.</p>
<h2>Error rates by threshold</h2>
${report.tables.map(ratesTableHtml).join('\n')}
<p class="note">A pair matches when its similarity is above the threshold. False match: pairs of different people that match, of those
with a face. False non-match: pairs of one person that do not match; a pair without a face is one of them.</p>
<h2>Detection error trade-off</h2>
${detPlot(report)}
<h2>Scores</h2>
${histogramPlot(report)}
<h2>Error versus discard</h2>
<p>False non-match rate at similarity 0.6 when the pairs of the lowest quality are left out: the steeper it falls, the better
quality shows which photos to take again.</p>
${discardPlot(report.discard)}
${calibrationHtml(report)}
${heldOutHtml(report.heldOut)}
<h2>Likely label errors</h2>
<p>${report.labelErrors.underTwoNames} pairs look like one person under two names, ${report.labelErrors.underOneName} photos or pairs like
another person under one name. They count as they stand. label-errors.csv lists them for review: delete the lines that are no
errors, then run again with --ignore.</p>
<h2>Worst pairs</h2>
${worstHtml(report.worstPairs, thumbnails)}`;
  return htmlPage(`Face Comparison: accuracy of ${report.pack}`, body);
}

function ratesTableHtml({ calibration, labels, rates }: RatesTable): string {
  const rows = rates.map((row) => [
    row.similarity.toFixed(2),
    row.cosine.toFixed(4),
    scientific(row.stated),
    withInterval(row.falseMatch, scientific),
    withInterval(row.falseNonMatch, percent),
    withInterval(row.falseNonMatchWithLowQuality, percent),
  ]);
  const head = ['threshold', 'cosine', 'stated', 'false match', 'false non-match', 'LowQuality as non-match'];
  return `<h3>Calibration ${escapeHtml(calibration)}, ${escapeHtml(labels)}</h3>${table(head, rows)}`;
}

function detPlot({ det, tables }: ReportData): string {
  const marks = (tables.at(-1)?.rates ?? []).map(
    ({ similarity, falseMatch, falseNonMatch }): { point: Point; text: string } => ({
      point: [falseMatch.rate, falseNonMatch.rate],
      text: similarity.toFixed(1),
    }),
  );
  const format = (value: number): string => percent(value);
  return svgPlot({
    title: 'False non-match rate over false-match rate',
    x: {
      label: 'false-match rate',
      from: 1e-7,
      to: 1,
      scale: 'logarithmic',
      format: (value) => value.toExponential(0),
    },
    y: { label: 'false non-match rate', from: 1e-4, to: 1, scale: 'logarithmic', format },
    series: [{ name: 'threshold from low (right) to high (left)', points: det, colour: BLUE }],
    marks,
  });
}

function histogramPlot({ histograms }: ReportData): string {
  const top = Math.max(...[...histograms.impostor, ...histograms.genuine].map(([, density]) => density));
  return svgPlot({
    title: 'Cosines of pairs of different people and of one person',
    x: { label: 'cosine', from: -0.5, to: 1, scale: 'linear' },
    y: { label: 'density', from: 0, to: Math.ceil(top), scale: 'linear' },
    series: [
      { name: 'different people', points: histograms.impostor, colour: ORANGE, filled: true },
      { name: 'one person', points: histograms.genuine, colour: BLUE, filled: true },
    ],
  });
}

function discardPlot(discard: readonly Point[]): string {
  const top = Math.max(0.001, ...discard.map(([, rate]) => rate));
  return svgPlot({
    title: 'False non-match rate over the share of pairs left out',
    x: {
      label: 'pairs left out, lowest quality first',
      from: 0,
      to: 0.5,
      scale: 'linear',
      format: (v) => `${Math.round(100 * v)} %`,
    },
    y: { label: 'false non-match rate', from: 0, to: 1.1 * top, scale: 'linear', format: percent },
    series: [{ name: 'similarity 0.6', points: discard, colour: BLUE }],
  });
}

function calibrationHtml({ calibration }: ReportData): string {
  if (calibration === null) {
    return '<h2>Calibration</h2><p>None was made: these are too few people for a false-match rate of 1 in 100.</p>';
  }
  const rows = calibration.knots.map(
    ({ similarity, falseMatchRate, cosine, interval, pairs, people, extrapolated }) => [
      similarity.toFixed(3),
      cosine.toFixed(4),
      scientific(falseMatchRate),
      interval === null ? 'not needed' : `${scientific(interval[0])} to ${scientific(interval[1])}`,
      String(pairs ?? ''),
      String(people ?? ''),
      extrapolated ? 'extrapolated' : 'measured',
    ],
  );
  const { similarity } = createCalibration(calibration);
  const curve = Array.from({ length: 201 }, (_, i): Point => [-1 + i / 100, similarity(-1 + i / 100)]);
  return `<h2>Calibration ${escapeHtml(calibration.version)}, made of these photos</h2>
${table(['similarity', 'cosine', 'false-match rate', 'interval', 'pairs above', 'people in them', ''], rows)}
${svgPlot({
  title: 'Similarity over cosine',
  x: { label: 'cosine', from: -1, to: 1, scale: 'linear' },
  y: { label: 'matchingSimilarity', from: 0, to: 1, scale: 'linear' },
  series: [{ name: 'calibration', points: curve, colour: BLUE }],
})}`;
}

function heldOutHtml(rates: readonly HeldOutRate[] | null): string {
  if (rates === null) return '';
  const rows = rates.map((rate) => [
    `${rate.split + 1}, half ${rate.half + 1}`,
    rate.similarity.toFixed(1),
    scientific(rate.stated),
    scientific(rate.measured),
    `${scientific(rate.interval[0])} to ${scientific(rate.interval[1])}`,
    rate.holds ? 'yes' : 'no',
  ]);
  return `<h2>Cross-validation by person</h2><p>Calibrated on half of the people, tested on the other half.</p>
${table(['division', 'similarity', 'stated', 'measured', 'interval', 'stated lies within'], rows)}`;
}

function worstHtml(pairs: readonly WorstPair[], thumbnails: Thumbnails): string {
  const named = pairs.some((pair) => pair.a !== undefined);
  if (!named) {
    const rows = pairs.map(({ kind, cosine }) => [kind, cosine === null ? 'no face' : cosine.toFixed(4)]);
    return `<p class="note">Without file names and photos; --with-photos shows them.</p>${table(['pair', 'cosine'], rows)}`;
  }
  const image = (path: string): string =>
    thumbnails.has(path) ? `<img alt="" src="${thumbnails.get(path)}">` : escapeHtml('[no photo]');
  const figures = pairs.map(
    ({ kind, cosine, a, b }) =>
      `<figure>${image(a!)} ${image(b!)}<figcaption>${escapeHtml(kind)}, ${cosine === null ? 'no face' : cosine.toFixed(4)}<br>${escapeHtml(a!)}<br>${escapeHtml(b!)}</figcaption></figure>`,
  );
  return `<p class="note">This page holds photos: keep it as you keep them.</p><div class="pairs">${figures.join('\n')}</div>`;
}
