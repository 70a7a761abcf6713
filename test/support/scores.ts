import type { AnalysedPicture } from '../../lambda/face/analyse-picture.ts';
import type { AnalysedFace } from '../../lambda/face/comparison.ts';
import { type ImpostorScores, scoresOfList } from '../../lib/accuracy/measure/impostor-scores.ts';
import { type Random, seededRandom } from '../../lib/statistics/random.ts';

/** A number of the standard normal distribution (Box and Muller, 1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Share of a normal distribution above `z` standard deviations, by Simpson's rule. */
export function normalTail(z: number): number {
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const [steps, width] = [2000, 12];
  let sum = density(z) + density(z + width);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * density(z + (width * i) / steps);
  return (sum * width) / steps / 3;
}

/** All pairs of people with one photo each, whose cosines are normal around 0. */
export function normalScores(people: number, deviation: number, seed: number): ImpostorScores {
  const random = seededRandom(seed);
  const [a, b, cosine]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < people; i++) {
    for (let j = i + 1; j < people; j++) {
      a.push(i);
      b.push(j);
      cosine.push(deviation * normal(random));
    }
  }
  const pairs = { a: Int32Array.from(a), b: Int32Array.from(b), cosine: Float32Array.from(cosine) };
  return scoresOfList(
    pairs,
    Int32Array.from({ length: people }, (_, i) => i),
    people,
  );
}

/** An L2-normalised random embedding, near `centre` where one is given. */
export function randomEmbedding(random: Random, length: number, centre?: Float32Array, spread = 1): Float32Array {
  const values = Float32Array.from(
    { length },
    (_, i) => (centre?.[i] ?? 0) + (spread * normal(random)) / Math.sqrt(length),
  );
  const norm = Math.hypot(...values);
  return values.map((value) => value / norm);
}

/** The analysis of a photo with the given embeddings, one face each. */
export function analysed(
  embeddings: readonly (Float32Array | null)[],
  status: AnalysedPicture['analysis']['status'] = embeddings.length > 0 ? 'Success' : 'NoFaceDetected',
  quality = 0.8,
): AnalysedPicture {
  const face: AnalysedFace = {
    box: [10, 10, 80, 80],
    landmarks: [
      [30, 40],
      [70, 40],
      [50, 60],
      [35, 80],
      [65, 80],
    ],
    score: 0.9,
    quality,
    measures: { interEyeDistance: 40 },
  };
  return {
    analysis: { status, width: 100, height: 100, facesFound: embeddings.length, faces: embeddings.map(() => face) },
    embeddings,
  };
}
