import type { BetweenGroups } from '../groups/between-groups.ts';
import { escapeHtml } from './svg-plot.ts';

const CELL = 44;
const LEFT = 190;
const TOP = 190;
/** Powers of ten from white to the full colour. */
const SPAN = 3;

/** Draws the rates of group against group as one SVG element: the darker, the more false matches, by powers of ten. */
export function heatMap({ names, rates, similarity }: BetweenGroups): string {
  const highest = Math.max(...rates.flat().map((rate) => rate?.rate ?? 0));
  const size = names.length * CELL;
  const cells = names.flatMap((name, g) =>
    names.map((other, h) => {
      const rate = rates[g]![h]?.rate;
      const [x, y] = [LEFT + h * CELL, TOP + g * CELL];
      const depth = rate ? Math.max(0, Math.min(1, 1 + Math.log10(rate / highest) / SPAN)) : 0;
      const text = rate === undefined ? '' : rate === 0 ? '0' : rate.toExponential(0);
      return (
        `<g><title>${escapeHtml(`${name} against ${other}: ${rate?.toExponential(2) ?? 'no pairs'}`)}</title>` +
        `<rect x="${x}" y="${y}" width="${CELL}" height="${CELL}" fill="${colour(depth)}" stroke="#fff"/>` +
        `<text x="${x + CELL / 2}" y="${y + CELL / 2 + 4}" text-anchor="middle" style="font-size:11px;fill:${depth > 0.5 ? '#fff' : '#333'}">${text}</text></g>`
      );
    }),
  );
  const labels = names.flatMap((name, g) => {
    const middle = (g + 0.5) * CELL;
    return [
      `<text x="${LEFT - 8}" y="${TOP + middle + 4}" text-anchor="end">${escapeHtml(name)}</text>`,
      `<text transform="translate(${LEFT + middle + 4} ${TOP - 8}) rotate(-90)">${escapeHtml(name)}</text>`,
    ];
  });
  return [
    `<svg viewBox="0 0 ${LEFT + size + 8} ${TOP + size + 8}" role="img" aria-label="${escapeHtml(`False-match rate above ${similarity} of group against group`)}" xmlns="http://www.w3.org/2000/svg">`,
    ...cells,
    ...labels,
    '</svg>',
  ].join('\n');
}

/** From white to a dark blue. @param depth [0, 1] */
function colour(depth: number): string {
  const channel = (light: number, dark: number): number => Math.round(light + depth * (dark - light));
  return `rgb(${channel(247, 18)},${channel(250, 60)},${channel(253, 120)})`;
}
