import { cosine } from '../../../lambda/face/matching/embedder.ts';
import { type Interval, interval95, type Resamples, shareReplicates } from '../../accuracy/measure/bootstrap.ts';
import type { NaturalFace, Sample, SpoiltFace } from './sample.ts';

/** A spoilt copy compared with a photo of the same person as it is. */
export interface GenuinePair {
  readonly spoilt: SpoiltFace;
  readonly person: number;
  /** The pair does not match. */
  readonly marked: boolean;
}

/**
 * Compares each spoilt copy with the other photos of its person.
 *
 * @param threshold cosine above which a pair matches
 */
export function genuinePairs({ spoilt, natural }: Sample, threshold: number): GenuinePair[] {
  return spoilt.flatMap((copy) =>
    copy.others.map((other) => ({
      spoilt: copy,
      person: copy.person,
      marked: cosine(copy.embedding, natural[other]!.embedding) <= threshold,
    })),
  );
}

/** A share of pairs with its interval of 95 %, `null` where there are none. */
export interface Missed {
  readonly share: number;
  readonly interval: Interval;
  readonly pairs: number;
}

/** False non-match rate of pairs; intervals by bootstrap over people. */
export function missed(pairs: readonly GenuinePair[], resamples: Resamples): Missed | null {
  if (pairs.length === 0) return null;
  const count = pairs.filter(({ marked }) => marked).length;
  // Resampling no event gives none ever; with none among n the rate is below 3 / n with 95 % confidence.
  const interval: Interval =
    count === 0 ? [0, Math.min(1, 3 / pairs.length)] : interval95(shareReplicates(pairs, resamples));
  return { share: count / pairs.length, interval, pairs: pairs.length };
}

/** The pairs of some people. */
export function pairsOf(pairs: readonly GenuinePair[], people: ReadonlySet<number>): GenuinePair[] {
  return pairs.filter(({ person }) => people.has(person));
}

/** The photos as they are of some people. */
export function naturalOf(natural: readonly NaturalFace[], people: ReadonlySet<number>): NaturalFace[] {
  return natural.filter(({ person }) => people.has(person));
}
