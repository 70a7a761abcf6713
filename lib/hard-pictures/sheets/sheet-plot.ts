import { escapeHtml, type Plot, svgPlot } from '../../accuracy/report/svg-plot.ts';
import type { Sheet, SheetRow } from './sheet.ts';

const SHARES: readonly { name: string; colour: string; of: (row: SheetRow) => number | null }[] = [
  { name: 'face found', colour: '#1b6ca8', of: (row) => row.found.share },
  { name: 'LowQuality', colour: '#c98a00', of: (row) => row.statuses.LowQuality ?? 0 },
  { name: 'FNMR', colour: '#b3261e', of: (row) => row.falseNonMatches?.share ?? null },
  { name: 'FNMR of Success', colour: '#7b4ea3', of: (row) => row.silentFalseNonMatches?.share ?? null },
];
/** Heights of the title and of a panel, in the units of svgPlot. */
const TITLE = 30;
const PANEL = 380;

/**
 * Returns a sheet as an SVG file: shares above, the false match rate below, severities at equal distances. Where nothing is
 * drawn below, there was no false match.
 */
export function sheetPlot({ title, axis, rows }: Sheet): string {
  const severities: Plot['x'] = {
    label: axis,
    from: -0.5,
    to: rows.length - 0.5,
    scale: 'linear',
    ticks: rows.map((_, i) => i),
    format: (i) => String(rows[i]!.severity),
  };
  const points = (of: (row: SheetRow) => number | null): [number, number][] =>
    rows.flatMap((row, i) => {
      const value = of(row);
      return value === null ? [] : [[i, value]];
    });
  const shares = svgPlot({
    title,
    x: severities,
    y: { label: 'share', from: 0, to: 1, scale: 'linear', format: (share) => `${Math.round(100 * share)} %` },
    series: SHARES.map(({ name, colour, of }) => ({ name, colour, points: points(of) })),
  });
  const rates = svgPlot({
    title: `${title}, false match rate`,
    x: severities,
    y: { label: 'false match rate', from: 1e-6, to: 1, scale: 'logarithmic', format: (rate) => rate.toExponential() },
    series: [],
    marks: points((row) => row.falseMatches?.share ?? null).map((point) => ({ point, text: '' })),
  });
  const panel = (svg: string, y: number): string => svg.replace('<svg ', `<svg y="${y}" height="${PANEL}" `);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 ${TITLE + 2 * PANEL}" font-family="sans-serif" font-size="11">
<style>.grid { stroke: #ddd }</style>
<rect width="640" height="${TITLE + 2 * PANEL}" fill="#fff"/>
<text x="84" y="20" font-size="15">${escapeHtml(title)}</text>
${panel(shares, TITLE)}
${panel(rates, TITLE + PANEL)}
</svg>
`;
}
