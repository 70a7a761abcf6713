import type { TriedMeasures } from '../tried/tried-measures.ts';
import type { GenuinePair } from './pairs.ts';
import type { NaturalFace, RatedFace } from './sample.ts';

/** A value of a face that can have a limit. Higher values are better. */
export interface Candidate {
  readonly name: string;
  value(face: Pick<RatedFace, 'face' | 'tried'>): number;
}

/** A limit rejects faces only if pairs with such faces are false non-matches at least this often. */
const WORTH_REFUSING = 1 / 4;
/** A limit rejects at most this share of the unmodified photos. */
const MOST_NATURAL = 0.002;
/** Number of pairs just below a limit whose rate decides. The rate is accurate to within 9 points. */
const WINDOW = 100;

/**
 * Returns the highest limit of a candidate at which at least a quarter of the pairs just below it are false non-matches, and
 * hardly any unmodified photo is below it.
 *
 * @param pairs the pairs that no other limit rejects
 * @returns the value below which a face is rejected; `null` if this candidate should reject nothing
 */
function chooseLimit(
  pairs: readonly GenuinePair[],
  natural: readonly NaturalFace[],
  { value }: Candidate,
): number | null {
  const ordered = pairs
    .map(({ spoilt, marked }) => ({ value: value(spoilt), marked }))
    .sort((a, b) => a.value - b.value);
  const most = highestAffordable(natural.map(value));
  let limit: number | null = null;
  let missed = 0;
  for (let next = 1; next < ordered.length; next++) {
    missed += Number(ordered[next - 1]!.marked);
    if (next > WINDOW) missed -= Number(ordered[next - 1 - WINDOW]!.marked);
    if (ordered[next]!.value > most) break;
    const splits = ordered[next]!.value > ordered[next - 1]!.value;
    if (splits && next >= WINDOW && missed / WINDOW >= WORTH_REFUSING) limit = ordered[next]!.value;
  }
  return limit;
}

/** Returns the highest value at which the limit rejects no more of the values than allowed. */
function highestAffordable(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(MOST_NATURAL * sorted.length)] ?? Number.POSITIVE_INFINITY;
}

export interface ChosenLimit {
  readonly candidate: Candidate;
  readonly limit: number | null;
}

/** Returns limits, chosen one after the other, each on the pairs that the previous limits accept. */
export function chooseLimits(
  pairs: readonly GenuinePair[],
  natural: readonly NaturalFace[],
  candidates: readonly Candidate[],
): ChosenLimit[] {
  let [left, leftNatural] = [pairs, natural];
  return candidates.map((candidate) => {
    const limit = chooseLimit(left, leftNatural, candidate);
    if (limit !== null) {
      left = left.filter(({ spoilt }) => candidate.value(spoilt) >= limit);
      leftNatural = leftNatural.filter((photo) => candidate.value(photo) >= limit);
    }
    return { candidate, limit };
  });
}

/** The candidates in the order in which their limits are chosen. The candidates with an active limit come first. */
export const CANDIDATES: readonly Candidate[] = [
  { name: 'quality', value: ({ face }) => face.quality },
  measured('interEyeDistance'),
  { name: '1 − overExposurePrevention', value: ({ face }) => 1 - face.measures.overExposurePrevention! },
  measured('eyesContrast'),
  measured('directionalSharpness'),
  measured('marginAboveOfTheFaceImage'),
  measured('marginBelowOfTheFaceImage'),
  {
    name: 'least of both side margins',
    value: ({ face: { measures } }) =>
      Math.min(measures.leftwardCropOfTheFaceImage!, measures.rightwardCropOfTheFaceImage!),
  },
  { name: 'detector’s score', value: ({ face }) => face.score },
  measured('sharpness'),
  measured('dynamicRange'),
  measured('luminanceVariance'),
  { name: '1 − underExposurePrevention', value: ({ face }) => 1 - face.measures.underExposurePrevention! },
  measured('illuminationUniformity'),
  { name: 'yaw, either way', value: ({ face }) => -Math.abs(face.measures.headPoseYaw!) },
];

/** The candidates that are not measures of the API: see triedMeasures. */
export const TRIED_CANDIDATES: readonly Candidate[] = [
  tried('naturalColour'),
  tried('headSize'),
  tried('periodicPattern'),
  tried('compression'),
];

/** Number of candidates with an active limit. */
export const IN_FORCE = 6;

function measured(name: string): Candidate {
  return { name, value: ({ face }) => face.measures[name]! };
}

/** Returns a candidate for a tried measure, for which lower is better. */
function tried(name: keyof TriedMeasures): Candidate {
  return { name: `${name} (tried)`, value: (face) => -face.tried![name] };
}
