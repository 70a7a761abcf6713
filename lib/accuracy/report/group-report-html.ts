import type { CalibrationKnot } from '../../../lambda/face/matching/calibration.ts';
import { rateAtSimilarity } from '../../../lambda/face/matching/score-scale.ts';
import type { Point } from '../measure/curves.ts';
import type { GroupReport } from './group-report.ts';
import { duplicatesText, groupRows, onlyText, summaryRows } from './group-report-text.ts';
import { heatMap } from './heat-map.ts';
import { htmlPage, htmlTable } from './html-page.ts';
import { scientific } from './number-formats.ts';
import { escapeHtml, svgPlot } from './svg-plot.ts';

/** Returns the report by groups as one HTML page that loads no other files. It names no photo. */
export function groupReportHtml(report: GroupReport): string {
  const { pack, data, photos, created, models, pipeline, spaces, by, calibration, columns, heldOut } = report;
  const body = `<h1>Pack ${escapeHtml(pack)} by groups of people</h1>
<p>${escapeHtml(data)}<br>${photos} labelled photos; groups by ${escapeHtml(by.join(', ') + onlyText(report))}.
Measured on ${escapeHtml(created)} with ${escapeHtml(models.join(', '))}, pipeline ${escapeHtml(pipeline)}, space ${escapeHtml(spaces.join(', '))}.
Thresholds of calibration ${escapeHtml(calibration.version)}.</p>
<p>${escapeHtml(duplicatesText(report.duplicates))}.</p>
<p class="note">Intervals: ${escapeHtml(report.intervals)}. FMR: share of the pairs of different people whose similarity is above the threshold.
FNMR: share of the pairs of one person whose similarity is not. Pairs with a LowQuality photo do not count towards FMR.</p>
<h2>All groups together</h2>
${wide(summaryRows(report.summary))}
<h2>By group</h2>
${wide(groupRows(report.groups))}
<h2>False-match rate against threshold, by group</h2>
${curvesPlot(report)}
<h2>Group against group</h2>
<p>False-match rate above a similarity of ${report.between.similarity}, of one person of each group. The darker, the more false matches; three
powers of ten from white to the darkest.</p>
${heatMap(report.between)}
${columns.map(({ column, groups }) => `<h2>By ${escapeHtml(column)}</h2>\n${wide(groupRows(groups))}`).join('\n')}
<h2>Calibration ${escapeHtml(calibration.version)}</h2>
${wide(knotRows(calibration.knots))}
${(heldOut ?? [])
  .map(
    ({ division, tested, summary, groups }) =>
      `<h2>Cross-validation, division ${division + 1}, half ${tested + 1}</h2><p>Projection and calibration of the other half.</p>
${wide(summaryRows(summary))}
${wide(groupRows(groups))}`,
  )
  .join('\n')}`;
  return htmlPage(`Face Comparison: ${pack} by groups of people`, body);
}

/** Returns a table as wide as the window. Intervals are on separate lines, so that more columns fit without scrolling. */
function wide([head, ...rows]: readonly (readonly string[])[]): string {
  const cells = rows.map(([first, ...others]) => [first!, ...others.map((cell) => cell.replace(' (', '\n('))]);
  return `<div class="wide">${htmlTable(head!, cells)}</div>`;
}

/** Returns a plot of the stated rate and the rates of the groups, each in its own colour. */
function curvesPlot({ curves }: GroupReport): string {
  const stated = Array.from({ length: 51 }, (_, i) => 0.45 + i * 0.01).map(
    (similarity): Point => [similarity, rateAtSimilarity(similarity)],
  );
  const series = [
    { name: 'stated', points: stated, colour: '#000' },
    ...curves.map(({ group, points }, i) => ({
      name: group,
      points,
      colour: `hsl(${Math.round((360 * i) / curves.length)} 65% ${i % 2 === 0 ? 40 : 60}%)`,
    })),
  ];
  return svgPlot({
    title: 'False-match rate over the threshold, by group',
    x: { label: 'threshold', from: 0.45, to: 0.95, scale: 'linear' },
    y: {
      label: 'false-match rate',
      from: 1e-7,
      to: 1,
      scale: 'logarithmic',
      format: (value) => value.toExponential(0),
    },
    series,
  });
}

function knotRows(knots: readonly CalibrationKnot[]): string[][] {
  const interval = (ends: readonly [number, number] | null | undefined): string =>
    ends ? ` (${scientific(ends[0])} to ${scientific(ends[1])})` : '';
  return [
    ['similarity', 'cosine', 'rate', 'pairs above', 'people', 'random pairs', 'worst group', 'best group', ''],
    ...knots.map((knot) => [
      knot.similarity.toFixed(2),
      knot.cosine.toFixed(4),
      `${scientific(knot.falseMatchRate)}${interval(knot.interval)}`,
      String(knot.pairs ?? ''),
      String(knot.people ?? ''),
      knot.randomPairs
        ? `${scientific(knot.randomPairs.rate)}${interval(knot.randomPairs.interval)}${knot.randomPairs.extrapolated ? ', extrapolated' : ''}`
        : '',
      ...[knot.worstGroup, knot.bestGroup].map((group) =>
        group ? `${group.group}: ${scientific(group.rate)}${interval(group.interval)}` : '',
      ),
      knot.extrapolated ? 'extrapolated' : 'measured',
    ]),
  ];
}
