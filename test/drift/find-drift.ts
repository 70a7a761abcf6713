import { interEyeDistance } from '../../lambda/face/detection/landmarks.ts';
import { cosine } from '../../lambda/face/matching/embedder.ts';
import { type Fingerprint, gridDifference } from './fingerprint.ts';
import { type Measurement, readEmbedding, readLandmarks } from './measure.ts';

const STEPS = ['drawing', 'decode', 'detect', 'align', 'embed', 'calibrate'] as const;
export type Step = (typeof STEPS)[number];

export interface Drift {
  readonly step: Step;
  readonly message: string;
}

/**
 * How far each step may move. Processors differ: onnxruntime adds in another order with SSE, AVX2, AVX-512 or NEON, and
 * libvips may round a grey level the other way. Measured under qemu-x86_64 as Nehalem (SSE only) and Haswell (AVX2) against
 * a record made on an AMD EPYC: decoded images equal, landmarks within 0.01 pixels (0.0002 of the inter-eye distance),
 * embeddings within 5e-10. The bounds leave room for processors that were not tried, and are a fraction of what a wrong
 * channel order, kernel, template or model does; drift.test.ts proves both.
 */
const BOUNDS = {
  /** Grey levels of a cell's mean; both sides are rounded. */
  grid: 1,
  /** Share of the detail. Bilinear, nearest, cubic and Lanczos scaling differ by 5 % and more. */
  detail: 0.02,
  /** Share of the inter-eye distance. A grey level of noise in every pixel moves them by 0.011, far more than processors do. */
  landmarks: 0.015,
  score: 0.01,
  /** 1 - cosine of an embedding to the one on record: moves the cosine of a pair by at most sqrt(2 * bound) = 0.014. */
  embedding: 1e-4,
  quality: 0.003,
  similarity: 1e-4,
  /** Share of the rate. */
  falseMatchRate: 1e-3,
} as const;

/** All that moved beyond the bounds, in the order of the steps: the first is where to look. */
export function findDrift(expected: Measurement, measured: Measurement): Drift[] {
  const drifts: Drift[] = [];
  const check = (step: Step, what: string, distance: number, bound: number): void => {
    // Written so that NaN is a drift.
    if (!(distance <= bound)) {
      drifts.push({ step, message: `${step} moved: ${what} by ${distance.toPrecision(3)}, allowed ${bound}` });
    }
  };
  const picture = (step: Step, what: string, a: Fingerprint, b: Fingerprint): void => {
    if (a.size !== b.size) drifts.push({ step, message: `${step} moved: ${what} was ${a.size}, is ${b.size}` });
    else check(step, `${what}, colours in grey levels`, gridDifference(a, b), BOUNDS.grid);
    check(step, `${what}, detail`, Math.abs(b.detail / a.detail - 1), BOUNDS.detail);
  };
  for (const [name, a] of Object.entries(expected.drawing)) picture('drawing', name, a, measured.drawing[name]!);
  for (const [name, a] of Object.entries(expected.decode)) picture('decode', name, a, measured.decode[name]!);
  for (const [name, a] of Object.entries(expected.detect)) {
    const b = measured.detect[name]!;
    picture('detect', `${name}, scaled`, a.scaled, b.scaled);
    check('detect', `${name}, score`, Math.abs(b.score - a.score), BOUNDS.score);
    check('detect', `${name}, landmarks`, landmarkDistance(a.landmarks, b.landmarks), BOUNDS.landmarks);
  }
  for (const [name, a] of Object.entries(expected.align)) {
    picture('align', `${name}, embedder's crop`, a.embedder, measured.align[name]!.embedder);
    picture('align', `${name}, quality's crop`, a.quality, measured.align[name]!.quality);
  }
  for (const [name, a] of Object.entries(expected.embed)) {
    const b = measured.embed[name]!;
    const turned = 1 - cosine(readEmbedding(a.embedding), readEmbedding(b.embedding));
    check('embed', `${name}, embedding`, turned, BOUNDS.embedding);
    check('embed', `${name}, quality`, Math.abs(b.quality - a.quality), BOUNDS.quality);
  }
  for (const [at, a] of Object.entries(expected.calibrate)) {
    const b = measured.calibrate[at]!;
    check('calibrate', `similarity at cosine ${at}`, Math.abs(b.similarity - a.similarity), BOUNDS.similarity);
    const rate = Math.abs(b.falseMatchRate / a.falseMatchRate - 1);
    check('calibrate', `false-match rate at cosine ${at}`, rate, BOUNDS.falseMatchRate);
  }
  return drifts;
}

/** The largest distance of a landmark, as a share of the inter-eye distance; infinite where a face was not found. */
function landmarkDistance(expected: string, measured: string): number {
  if (expected === '' || measured === '') return Number.POSITIVE_INFINITY;
  const [a, b] = [readLandmarks(expected), readLandmarks(measured)];
  return Math.max(...a.map(([x, y], i) => Math.hypot(x - b[i]![0], y - b[i]![1]))) / interEyeDistance(a);
}
