import { BIN, BINS, type ImpostorScores, pairsAbove } from './impostor-scores.ts';
import type { GenuinePair, Measurement } from './measurement.ts';

export type Point = readonly [x: number, y: number];

/** Steps of the cosine between two points of a detection error trade-off curve. */
const DET_STEP = 0.005;
/** Width of the bars of the score histograms. */
const BAR = 0.02;

/**
 * Detection error trade-off (ISO/IEC 19795-1): false match rate against false non-match rate as the threshold goes up. Ends
 * where fewer than one pair of different people is left above.
 */
export function detCurve({ impostors, genuine }: Measurement): Point[] {
  const scores = genuineCosines(genuine);
  const points: Point[] = [];
  for (let cosine = -1; cosine < 1; cosine += DET_STEP) {
    const above = pairsAbove(impostors, cosine);
    if (above < 1) break;
    points.push([above / impostors.total, scores.filter((score) => score <= cosine).length / scores.length]);
  }
  return points.filter(([falseMatch], i) => falseMatch < 1 || points[i + 1]?.[0] !== 1);
}

/** Cosine against density for pairs of different people and of one person: bars whose area is one. */
export function scoreHistograms({ impostors, genuine }: Measurement): { impostor: Point[]; genuine: Point[] } {
  const bars = Math.round(2 / BAR);
  const counts = { impostor: new Float64Array(bars), genuine: new Float64Array(bars) };
  const bar = (cosine: number): number => Math.min(bars - 1, Math.max(0, Math.floor((cosine + 1) / BAR)));
  for (let bin = 0; bin < BINS; bin++) counts.impostor[bar(-1 + (bin + 0.5) * BIN)]! += impostors.histogram[bin]!;
  const scored = genuine.filter(({ cosine }) => cosine !== null);
  for (const { cosine } of scored) counts.genuine[bar(cosine!)]!++;
  const points = (values: Float64Array, total: number): Point[] =>
    Array.from(values, (count, k): Point => [-1 + (k + 0.5) * BAR, count / total / BAR]);
  return { impostor: points(counts.impostor, impostors.total), genuine: points(counts.genuine, scored.length) };
}

/**
 * Error versus discard (Grother, Tabassi: "Performance of Biometric Quality Measures", 2007): the false non-match rate at a
 * fixed threshold when the pairs of the lowest quality are left out. The quality of a pair is that of its worse photo; a
 * pair without a face has none and goes first.
 *
 * @param threshold cosine
 * @returns shares left out, 0 to 0.5 in steps of 0.01, against the rate among the rest
 */
export function discardCurve({ genuine, photos }: Measurement, threshold: number): Point[] {
  const quality = new Map(photos.map(({ path, analysed }) => [path, mainQuality(analysed)]));
  const pairs = genuine
    .map(({ a, b, cosine }) => ({
      quality: cosine === null ? -1 : Math.min(quality.get(a)!, quality.get(b)!),
      missed: cosine === null || cosine <= threshold,
    }))
    .sort((first, second) => first.quality - second.quality);
  return Array.from({ length: 51 }, (_, percent): Point => {
    const rest = pairs.slice(Math.floor((percent / 100) * pairs.length));
    return [percent / 100, rest.filter(({ missed }) => missed).length / rest.length];
  });
}

/** Quality of the best face that takes part. */
function mainQuality({ analysis, embeddings }: Measurement['photos'][number]['analysed']): number {
  return Math.max(-1, ...analysis.faces.filter((_, i) => embeddings[i] !== null).map((face) => face.quality));
}

/** A pair without a face scores below everything. */
function genuineCosines(genuine: readonly GenuinePair[]): number[] {
  return genuine.map(({ cosine }) => cosine ?? Number.NEGATIVE_INFINITY);
}

/** Highest pairs of different people. */
export function highestImpostors(
  { highest }: ImpostorScores,
  count: number,
): { a: number; b: number; cosine: number }[] {
  return Array.from(highest.cosine.subarray(0, count), (cosine, i) => ({ a: highest.a[i]!, b: highest.b[i]!, cosine }));
}
