import type { Point } from '../measure/curves.ts';

interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'logarithmic';
  /** By default powers of ten, or five to ten round numbers. */
  readonly ticks?: readonly number[];
  /** How a tick is written; by default the number itself. */
  readonly format?: (value: number) => string;
}

interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  readonly colour: string;
  /** Filled down to the x axis. */
  readonly filled?: boolean;
}

export interface Plot {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** Points drawn on their own, with a word next to them. */
  readonly marks?: readonly { readonly point: Point; readonly text: string }[];
}

const WIDTH = 640;
/** Without the legend. */
const PLOT_HEIGHT = 354;
const LEFT = 84;
const RIGHT = 16;
/** Width of an entry of the legend, at most. */
const LEGEND_ENTRY = 200;
/** Height of a row of the legend, which lies above the axes. */
const ROW = 18;
const BOTTOM = 46;

/** Draws curves as one SVG element that needs nothing else. Points outside the axes, or at 0 on a logarithmic one, are left out. */
export function svgPlot({ title, x, y, series, marks = [] }: Plot): string {
  const column = Math.min(LEGEND_ENTRY, (WIDTH - LEFT) / Math.min(3, series.length));
  const perRow = Math.floor((WIDTH - LEFT) / column);
  const top = 26 + ROW * Math.ceil(series.length / perRow);
  const height = top + PLOT_HEIGHT - ROW;
  const place = ([px, py]: Point): string =>
    `${(LEFT + position(x, px) * (WIDTH - LEFT - RIGHT)).toFixed(1)},${(height - BOTTOM - position(y, py) * (height - top - BOTTOM)).toFixed(1)}`;
  const visible = (points: readonly Point[]): Point[] => points.filter(([px, py]) => within(x, px) && within(y, py));
  const curves = series.map(({ points, colour, filled }) => {
    const line = visible(points);
    if (line.length === 0) return '';
    const area: Point[] = filled ? [[line[0]![0], y.from], ...line, [line.at(-1)![0], y.from]] : line;
    const fill = filled ? `fill="${colour}" fill-opacity="0.25"` : 'fill="none"';
    // A line of one point is drawn as a dot, by its round ends.
    const places = [...area.map(place), ...(area.length === 1 ? area.map(place) : [])].join(' ');
    return `<polyline points="${places}" ${fill} stroke="${colour}" stroke-width="2" stroke-linecap="round"/>`;
  });
  const dots = marks
    .filter(({ point }) => visible([point]).length > 0)
    .map(({ point, text }) => {
      const [cx, cy] = place(point).split(',');
      return `<circle cx="${cx}" cy="${cy}" r="4"/><text x="${Number(cx) + 7}" y="${Number(cy) - 6}">${escapeHtml(text)}</text>`;
    });
  const legend = series.map(({ name, colour }, i) => {
    const [from, at] = [LEFT + column * (i % perRow), 16 + ROW * Math.floor(i / perRow)];
    return `<rect x="${from}" y="${at}" width="14" height="4" fill="${colour}"/><text x="${from + 20}" y="${at + 6}">${escapeHtml(name)}</text>`;
  });
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}" xmlns="http://www.w3.org/2000/svg">`,
    ...(x.ticks ?? ticks(x)).map((value) => {
      const [at] = place([value, y.from]).split(',');
      return `<line class="grid" x1="${at}" y1="${top}" x2="${at}" y2="${height - BOTTOM}"/><text x="${at}" y="${height - BOTTOM + 16}" text-anchor="middle">${written(x, value)}</text>`;
    }),
    ...(y.ticks ?? ticks(y)).map((value) => {
      const at = Number(place([x.from, value]).split(',')[1]);
      return `<line class="grid" x1="${LEFT}" y1="${at}" x2="${WIDTH - RIGHT}" y2="${at}"/><text x="${LEFT - 6}" y="${at + 4}" text-anchor="end">${written(y, value)}</text>`;
    }),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${height - 8}" text-anchor="middle">${escapeHtml(x.label)}</text>`,
    `<text transform="translate(14 ${(top + height - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(y.label)}</text>`,
    ...curves,
    ...dots,
    ...legend,
    '</svg>',
  ].join('\n');
}

/** 0 to 1 along the axis. */
function position({ from, to, scale }: Axis, value: number): number {
  if (scale === 'linear') return (value - from) / (to - from);
  return Math.log(value / from) / Math.log(to / from);
}

function within(axis: Axis, value: number): boolean {
  if (axis.scale === 'logarithmic' && !(value > 0)) return false;
  const at = position(axis, value);
  return at >= -1e-9 && at <= 1 + 1e-9;
}

/** Powers of ten, or five to ten round numbers. */
function ticks({ from, to, scale }: Axis): number[] {
  if (scale === 'logarithmic') {
    const [low, high] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
    return Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  }
  const rough = (to - from) / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough)!;
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

function written({ format }: Axis, value: number): string {
  return escapeHtml(format ? format(value) : String(Number(value.toPrecision(6))));
}

/** Text that is safe between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
