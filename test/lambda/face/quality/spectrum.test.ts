import { describe, expect, it } from 'vitest';
import { powerSpectrum, SPECTRUM_SIZE } from '../../../../lambda/face/quality/spectrum.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';

const N = SPECTRUM_SIZE;
const field = (value: (x: number, y: number) => number) =>
  Float64Array.from({ length: N * N }, (_, i) => value(i % N, Math.floor(i / N)));
const nothing = () => field(() => 0);

/** One frequency of the windowed field, by the definition of the transform. */
function slowPower(first: Float64Array, second: Float64Array, u: number, v: number): number {
  const window = (i: number) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 1)) / (N + 1));
  const means = [first, second].map((values) => values.reduce((a, b) => a + b, 0) / values.length);
  let [re, im] = [0, 0];
  for (let y = 0; y < N; y++) {
    for (let x = 0; x < N; x++) {
      const weight = window(x) * window(y);
      const [a, b] = [(first[N * y + x]! - means[0]!) * weight, (second[N * y + x]! - means[1]!) * weight];
      const angle = (-2 * Math.PI * (u * x + v * y)) / N;
      re += a * Math.cos(angle) - b * Math.sin(angle);
      im += a * Math.sin(angle) + b * Math.cos(angle);
    }
  }
  return re * re + im * im;
}

describe('the power spectrum', () => {
  it('is that of the definition', () => {
    const random = seededRandom(3);
    const [first, second] = [field(() => random.next()), field(() => random.next())];
    const power = powerSpectrum(first.slice(), second.slice());
    for (const [u, v] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [5, 9],
      [63, 1],
      [32, 32],
      [40, 17],
    ] as const) {
      expect(power[N * v + u]! / slowPower(first, second, u, v)).toBeCloseTo(1, 9);
    }
  });

  it.each([
    [7, 3],
    [3, 7],
    [20, 11],
  ])('has its peak where a wave of %d cycles across and %d down is', (u, v) => {
    const wave = field((x, y) => Math.cos((2 * Math.PI * (u * x + v * y)) / N));
    const power = powerSpectrum(wave, nothing());
    const peak = power.indexOf(Math.max(...power));
    expect([
      [u, v],
      [N - u, N - v],
    ]).toContainEqual([peak % N, Math.floor(peak / N)]);
  });

  it('of what has no structure is nothing', () => {
    expect(
      Math.max(
        ...powerSpectrum(
          field(() => 5),
          field(() => -2),
        ),
      ),
    ).toBeLessThan(1e-20);
  });
});
