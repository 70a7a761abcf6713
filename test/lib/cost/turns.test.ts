import { describe, expect, it } from 'vitest';
import { inTurns, orderOfRound } from '../../../lib/cost/turns.ts';
import { mean } from '../../../lib/statistics/quantiles.ts';

const SIZES = [512, 768, 1024, 1280];

describe('sizes in turns', () => {
  it('are each measured once in each round, and told of the round', async () => {
    const seen: [number, number][] = [];
    const values = await inTurns(SIZES, 3, async (size, round) => {
      seen.push([round, size]);
      return size * 10 + round;
    });
    expect(values).toEqual(SIZES.map((size) => [0, 1, 2].map((round) => size * 10 + round)));
    for (let round = 0; round < 3; round++) {
      const sizes = seen.filter(([of]) => of === round).map(([, size]) => size);
      expect(sizes.toSorted((a, b) => a - b)).toEqual(SIZES);
    }
  });

  it.each([2, 8])('do not differ after %i rounds where the machine only becomes slower and slower', async (rounds) => {
    let measured = 0;
    const values = await inTurns(SIZES, rounds, async () => measured++);
    expect(new Set(values.map(mean)).size).toBe(1);
  });

  it('follow each other in every way, so that nothing regular falls on the same', () => {
    const orders = Array.from({ length: 60 }, (_, round) => orderOfRound(9, round));
    const neighbours = new Set(orders.flatMap((order) => order.slice(1).map((size, i) => `${order[i]} ${size}`)));
    expect(neighbours.size).toBe(9 * 8);
    expect(orders).toEqual(Array.from({ length: 60 }, (_, round) => orderOfRound(9, round)));
  });

  it('tell how many rounds are done', async () => {
    const told: (readonly [number, number])[] = [];
    await inTurns(
      SIZES,
      2,
      async () => 0,
      (done, total) => void told.push([done, total]),
    );
    expect(told).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });
});
