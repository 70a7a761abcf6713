/**
 * Measures several sizes in turns: in each round every size once, so that whatever else the machine does, and however it
 * drifts, meets all alike. Each round begins with another size, and every second one goes backwards, so that none is
 * always measured after the same neighbour.
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

/** Indexes in the order of a round. In twice as many rounds as there are sizes each has every place twice. */
export function orderOfRound(count: number, round: number): number[] {
  const first = Math.floor(round / 2) % count;
  const order = Array.from({ length: count }, (_, i) => (first + i) % count);
  return round % 2 === 0 ? order : order.toReversed();
}
