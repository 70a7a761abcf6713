import { type AnalysedPicture, type AnalysedUpload, analyseUpload } from './analyse-picture.ts';
import { isBudgetSpent } from './budget/work-budget.ts';
import { type Comparison, type FaceEngine, MAX_FACES } from './comparison.ts';
import { largestFaces } from './largest-faces.ts';
import { type EngineOptions, type LoadedPack, loadPack } from './load-pack.ts';
import { bestPair, type FacePair, type Similarities } from './matching/best-pair.ts';
import { roundedBestPair } from './matching/rounded-similarity.ts';
import { isSamePicture } from './matching/same-picture.ts';
import { withStatusOfChosen } from './status.ts';
import { Stopwatch } from './stopwatch.ts';
import { warmUp } from './warm-up.ts';

type Embeddings = AnalysedPicture['embeddings'];

/** How an engine compares, apart from its models. */
interface ComparisonOptions {
  /** The most faces of each image that are compared: the largest. Default: `MAX_FACES`. */
  readonly maxFaces?: number;
  /** Decimals of the similarity, 1 to 6. Default: `null`, as many as there are. */
  readonly similarityDecimals?: number | null;
}

/**
 * Makes an engine from a pack of models. Its first comparison is as fast as later ones. Make one engine per process.
 *
 * @throws Error when the manifest, a model or the calibration is missing or invalid
 */
export async function createFaceEngine({
  maxFaces = MAX_FACES,
  similarityDecimals = null,
  ...options
}: EngineOptions & ComparisonOptions): Promise<FaceEngine> {
  const pack = await loadPack(options);
  await warmUp(pack.analyser).catch(async (error: unknown) => {
    await pack.release();
    throw error;
  });
  return {
    version: pack.version,
    compare: (first, second) => compare(pack, { maxFaces, similarityDecimals }, first, second),
    release: () => pack.release(),
  };
}

async function compare(
  { analyser, calibration }: LoadedPack,
  { maxFaces, similarityDecimals }: Required<ComparisonOptions>,
  first: Uint8Array,
  second: Uint8Array,
): Promise<Comparison> {
  const watch = new Stopwatch();
  // One after the other: inference blocks anyway, and only one decoded image is in memory at a time.
  const a = await analyseUpload(analyser, first, watch);
  // If the first image left no time for the second, nothing is known about the second.
  if (isBudgetSpent() && a.embeddings.length === 0) {
    return { pictures: [a.analysis, null], pair: null, samePicture: false, durations: watch.milliseconds() };
  }
  const b = await analyseUpload(analyser, second, watch);
  // The images are sorted by their bytes, so that the choice between identical faces does not depend on their order.
  const order = Buffer.compare(first, second);
  const best = (x: Embeddings, y: Embeddings): FacePair | null =>
    similarityDecimals === null ? bestPair(x, y, calibration) : roundedBestPair(x, y, calibration, similarityDecimals);
  const pair = watch.timeSync('score', () => {
    const [ofA, ofB] = [largestFaces(a, maxFaces), largestFaces(b, maxFaces)];
    return order <= 0 ? best(ofA, ofB) : mirrored(best(ofB, ofA));
  });
  const status = (picture: AnalysedPicture, chosen: number | undefined) => withStatusOfChosen(picture.analysis, chosen);
  return {
    pictures: [status(a, pair?.faces[0]), status(b, pair?.faces[1])],
    pair,
    samePicture: (order === 0 && first.length > 0) || watch.timeSync('score', () => samePixels(a, b, pair)),
    durations: watch.milliseconds(),
  };
}

function mirrored(pair: FacePair | null): FacePair | null {
  return pair === null
    ? null
    : { ...pair, faces: [pair.faces[1], pair.faces[0]], similarities: transposed(pair.similarities) };
}

/** Returns the similarities with rows and columns exchanged. There must be at least one row, and all of the same length. */
function transposed(similarities: Similarities): Similarities {
  return (similarities[0] ?? []).map((_, j) => similarities.map((row) => row[j] ?? null));
}

/** Returns whether the faces of the best pair are the same photograph. */
function samePixels(a: AnalysedUpload, b: AnalysedUpload, pair: FacePair | null): boolean {
  return pair !== null && isSamePicture(a.lumas[pair.faces[0]]!, b.lumas[pair.faces[1]]!);
}
