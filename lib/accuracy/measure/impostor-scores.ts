/** Width of the bins in which all cosines are counted. */
export const BIN = 1e-4;
export const BINS = Math.round(2 / BIN) + 1;

/** The bin of a cosine: bin k holds cosines from -1 + k * BIN to below -1 + (k + 1) * BIN. */
export function binOf(cosine: number): number {
  return Math.min(BINS - 1, Math.max(0, Math.floor((cosine + 1) / BIN)));
}

/** Pairs of photos with their cosines, side by side. */
export interface PairColumns {
  /** Numbers of the photos. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly cosine: Float32Array;
}

/** What pairs of different people score. Pairs without a cosine, because a photo shows no face, are not among them. */
export interface ImpostorScores {
  /** All pairs. */
  readonly total: number;
  /** Number of pairs by bin of the cosine. */
  readonly histogram: Float64Array;
  /** The pairs of the highest cosines, highest first: all of them, or as many as were kept. */
  readonly highest: PairColumns;
  /** Number of the person of each photo. */
  readonly person: Int32Array;
  readonly people: number;
  /**
   * Weighted number of all pairs, for people that count several times or not at all (bootstrap): each pair weighs the
   * product of the weights of its two people.
   */
  weigh(weights: ArrayLike<number>): number;
}

/** Cosines are rounded to this, which float32 holds exactly. */
const STEP = 2 ** -24;
/** More pairs than this would not fit into the keys that are sorted: 26 bits of cosine and 27 of position make 53. */
const MAX_PAIRS = 2 ** 27;

/** Sorts pairs by cosine, highest first; pairs of equal cosines keep their order. */
export function sortByCosine(pairs: PairColumns): PairColumns {
  const count = pairs.cosine.length;
  if (count > MAX_PAIRS) throw new RangeError(`Expected at most ${MAX_PAIRS} pairs but received ${count}`);
  // One number for cosine and position, because numbers are sorted ten times as fast as by a function that compares.
  const keys = Float64Array.from(pairs.cosine, (cosine, i) => Math.round((1 - cosine) / STEP) * MAX_PAIRS + i).sort();
  const order = Uint32Array.from(keys, (key) => key % MAX_PAIRS);
  return {
    a: Int32Array.from(order, (i) => pairs.a[i]!),
    b: Int32Array.from(order, (i) => pairs.b[i]!),
    cosine: Float32Array.from(keys, (key) => 1 - Math.floor(key / MAX_PAIRS) * STEP),
  };
}

/** Scores of a list of pairs, all of them kept. */
export function scoresOfList(pairs: PairColumns, person: Int32Array, people: number): ImpostorScores {
  const highest = sortByCosine(pairs);
  const histogram = new Float64Array(BINS);
  for (const cosine of highest.cosine) histogram[binOf(cosine)]!++;
  return {
    total: highest.cosine.length,
    histogram,
    highest,
    person,
    people,
    weigh: (weights) => {
      let sum = 0;
      for (let i = 0; i < highest.a.length; i++) {
        sum += weights[person[highest.a[i]!]!]! * weights[person[highest.b[i]!]!]!;
      }
      return sum;
    },
  };
}

/**
 * Returns what weighs all pairs of photos of different people: half of the square of the sum less the sum of the squares.
 *
 * @param photos number of the photos of each person
 */
export function weightOfAllPairs(photos: Float64Array): ImpostorScores['weigh'] {
  return (weights) => {
    let [sum, squares] = [0, 0];
    for (let p = 0; p < photos.length; p++) {
      const weighed = weights[p]! * photos[p]!;
      sum += weighed;
      squares += weighed * weighed;
    }
    return (sum * sum - squares) / 2;
  };
}

/** Returns the number of pairs of photos of different people. @param photos of each person */
export function countPairs(photos: readonly number[]): number {
  return weightOfAllPairs(Float64Array.from(photos))(new Uint8Array(photos.length).fill(1));
}

/** The same scores without some pairs; pairs that are not among the listed ones stay, since nothing is asked of them. */
export function withoutPairs(scores: ImpostorScores, pairs: readonly (readonly [number, number])[]): ImpostorScores {
  if (pairs.length === 0) return scores;
  const { highest, person } = scores;
  const key = (a: number, b: number): number => Math.min(a, b) * person.length + Math.max(a, b);
  const gone = new Set(pairs.map(([a, b]) => key(a, b)));
  const [dropped, kept]: [number[], number[]] = [[], []];
  for (const i of highest.cosine.keys()) (gone.has(key(highest.a[i]!, highest.b[i]!)) ? dropped : kept).push(i);
  const histogram = scores.histogram.slice();
  for (const i of dropped) histogram[binOf(highest.cosine[i]!)]!--;
  return {
    ...scores,
    total: scores.total - dropped.length,
    histogram,
    highest: {
      a: Int32Array.from(kept, (i) => highest.a[i]!),
      b: Int32Array.from(kept, (i) => highest.b[i]!),
      cosine: Float32Array.from(kept, (i) => highest.cosine[i]!),
    },
    weigh: (weights) =>
      dropped.reduce(
        (sum, i) => sum - weights[person[highest.a[i]!]!]! * weights[person[highest.b[i]!]!]!,
        scores.weigh(weights),
      ),
  };
}

/**
 * The cosine that a share of the pairs exceeds: halfway between the last pair above and the first below.
 *
 * @param rate share of all pairs, (0, 1)
 * @returns `null` where this would be less than one pair
 */
export function cosineAtRate(scores: ImpostorScores, rate: number): number | null {
  const above = Math.round(rate * scores.total);
  if (above < 1) return null;
  const { cosine } = scores.highest;
  if (above < cosine.length) return (cosine[above - 1]! + cosine[above]!) / 2;
  if (cosine.length === scores.total) return null;
  let left = above;
  for (let bin = BINS - 1; bin > 0; bin--) {
    const count = scores.histogram[bin]!;
    if (count >= left) return -1 + (bin + 1 - left / count) * BIN;
    left -= count;
  }
  return null;
}

/** Number of pairs with a cosine above the given one; to within a bin where fewer pairs were kept. */
export function pairsAbove(scores: ImpostorScores, cosine: number): number {
  const { cosine: kept } = scores.highest;
  if (kept.length === scores.total || (kept.at(-1) ?? 1) <= cosine) return countAbove(kept, cosine);
  const bin = binOf(cosine);
  let sum = scores.histogram[bin]! * (1 - ((cosine + 1) / BIN - bin));
  for (let k = bin + 1; k < BINS; k++) sum += scores.histogram[k]!;
  return sum;
}

/** By bisection in descending cosines. */
function countAbove(descending: Float32Array, cosine: number): number {
  let [low, high] = [0, descending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (descending[middle]! > cosine) low = middle + 1;
    else high = middle;
  }
  return low;
}
