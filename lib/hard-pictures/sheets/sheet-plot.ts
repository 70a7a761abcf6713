import type { Sheet, SheetRow } from './sheet.ts';

const WIDTH = 760;
const LEFT = 60;
const RIGHT = 740;
/** The upper panel: shares of 0 to 100 %. */
const SHARES = { top: 46, bottom: 306 } as const;
/** The lower panel: false-match rate, 1e-6 to 1, logarithmic. */
const RATES = { top: 346, bottom: 466 } as const;
const LOWEST_EXPONENT = -6;

interface Line {
  readonly label: string;
  readonly colour: string;
  readonly value: (row: SheetRow) => number | null;
}

const LINES: readonly Line[] = [
  { label: 'face found', colour: '#1b6ca8', value: (row) => row.found.share },
  { label: 'LowQuality', colour: '#c98a00', value: (row) => row.statuses.LowQuality ?? 0 },
  { label: 'FNMR', colour: '#b3261e', value: (row) => row.falseNonMatches?.share ?? null },
  { label: 'FNMR of Success', colour: '#7b4ea3', value: (row) => row.silentFalseNonMatches?.share ?? null },
];

/** A sheet as a drawing of its own: shares above, false-match rate below, severities at equal distances. */
export function sheetPlot(sheet: Sheet): string {
  const { rows } = sheet;
  const x = (i: number): number => round(LEFT + ((i + 0.5) * (RIGHT - LEFT)) / rows.length);
  const y = (share: number): number => round(SHARES.bottom - share * (SHARES.bottom - SHARES.top));
  const parts = [
    `<rect width="${WIDTH}" height="540" fill="#fff"/>`,
    text(LEFT, 20, sheet.title, 'font-size="15" font-weight="600"'),
    ...[0, 25, 50, 75, 100].flatMap((percent) => grid(y(percent / 100), `${percent} %`)),
    ...[0, -2, -4, -6].flatMap((exponent) => grid(rateY(10 ** exponent), exponent === 0 ? '1' : `1e${exponent}`)),
    text(LEFT, RATES.top - 8, 'False-match rate (nothing drawn: no false match)', 'font-size="11" fill="#555"'),
    ...rows.map((row, i) => severityLabel(x(i), String(row.severity), rows.length)),
    text((LEFT + RIGHT) / 2, 532, sheet.axis, 'text-anchor="middle" font-size="12"'),
  ];
  for (const [i, line] of LINES.entries()) {
    const points = rows.flatMap((row, k) => {
      const value = line.value(row);
      return value === null ? [] : [[x(k), y(value)] as const];
    });
    if (points.length === 0) continue;
    parts.push(...curve(points, line.colour));
    parts.push(text(LEFT + 150 * i, 38, `● ${line.label}`, `font-size="11" fill="${line.colour}"`));
  }
  for (const [i, row] of rows.entries()) {
    const rate = row.falseMatches?.share ?? 0;
    if (rate > 0) parts.push(`<circle cx="${x(i)}" cy="${rateY(rate)}" r="4" fill="#222"/>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} 540" font-family="sans-serif" role="img">\n${parts.join('\n')}\n</svg>\n`;
}

function rateY(rate: number): number {
  const exponent = Math.max(LOWEST_EXPONENT, Math.log10(rate));
  return round(RATES.bottom - (1 - exponent / LOWEST_EXPONENT) * (RATES.bottom - RATES.top));
}

function grid(y: number, label: string): string[] {
  return [
    `<path d="M${LEFT} ${y}H${RIGHT}" stroke="#ddd"/>`,
    text(LEFT - 6, y + 4, label, 'text-anchor="end" font-size="11" fill="#555"'),
  ];
}

/** Level where there is room, else leaning. */
function severityLabel(x: number, label: string, count: number): string {
  const room = (RIGHT - LEFT) / count;
  if (label.length * 7 < room) return text(x, 484, label, 'text-anchor="middle" font-size="11"');
  return text(x, 484, label, `text-anchor="end" font-size="10" transform="rotate(-35 ${x} 484)"`);
}

function curve(points: readonly (readonly [number, number])[], colour: string): string[] {
  const path = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${px} ${py}`).join('');
  return [
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3" fill="${colour}"/>`),
  ];
}

function text(x: number, y: number, content: string, attributes: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" ${attributes}>${escaped}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
