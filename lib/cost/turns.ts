import { seededRandom } from '../statistics/random.ts';
import { shuffle } from '../statistics/shuffle.ts';

/**
 * Measures several sizes in turns: in each round every size once, so that whatever else the machine does meets all alike.
 * Each two rounds have an order drawn for them, there and back: a machine that drifts favours none, and neither does what
 * comes back every few comparisons, as collections of garbage do, which a fixed order would always let fall on the same.
 *
 * @param measure one value of a size in a round
 * @returns for each size its values in the order of the rounds
 */
export async function inTurns<Size>(
  sizes: readonly Size[],
  rounds: number,
  measure: (size: Size, round: number) => Promise<number>,
  progress: (done: number, total: number) => void = () => {},
): Promise<number[][]> {
  const values: number[][] = sizes.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const i of orderOfRound(sizes.length, round)) values[i]!.push(await measure(sizes[i]!, round));
    progress(round + 1, rounds);
  }
  return values;
}

/** Indexes in the order of a round, the same at every run. */
export function orderOfRound(count: number, round: number): number[] {
  const order = shuffle(
    Array.from({ length: count }, (_, i) => i),
    seededRandom(1 + Math.floor(round / 2)),
  );
  return round % 2 === 0 ? order : order.toReversed();
}
