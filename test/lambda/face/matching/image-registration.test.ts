import { describe, expect, it } from 'vitest';
import { type GreyPlane, halve, registerPlane } from '../../../../lambda/face/matching/image-registration.ts';

const SIZE = 48;

/** A smooth landscape, seen scaled by `scale`, turned by `degrees` and shifted, in other light. */
function landscape({ scale = 1, degrees = 0, x = 0, y = 0, gain = 1, offset = 0 } = {}): GreyPlane {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180) * scale, Math.sin((degrees * Math.PI) / 180) * scale];
  const values = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [u, v] = [(i % SIZE) - 23.5, Math.floor(i / SIZE) - 23.5];
    const [p, q] = [cos * u - sin * v + x, sin * u + cos * v + y];
    return (
      offset +
      gain * (128 + 40 * Math.sin(p / 5) * Math.cos(q / 6) + 30 * Math.sin((p + 2 * q) / 9) + 20 * Math.cos(q / 4))
    );
  });
  return { size: SIZE, values, inside: new Uint8Array(SIZE * SIZE).fill(1) };
}

function largestDifference(a: GreyPlane, b: GreyPlane): number {
  const gaps = Array.from(a.values, (value, i) => (a.inside[i] === 1 ? Math.abs(value - b.values[i]!) : 0));
  return Math.max(...gaps);
}

describe('a plane is laid on another', () => {
  it.each([
    [{ x: 1.6, y: -1.2 }, 1],
    [{ degrees: 4 }, 1],
    [{ scale: 1.06 }, 1 / 1.06],
    [{ scale: 0.95, degrees: -3, x: -1, y: 1 }, 1 / 0.95],
  ])('that was moved by %o', (motion, scale) => {
    const fixed = landscape();
    const moved = registerPlane(landscape(motion), fixed)!;
    expect(largestDifference(moved, fixed)).toBeLessThan(2);
    expect(moved.scale).toBeCloseTo(scale, 2);
  });

  it('in another light', () => {
    const moved = registerPlane(landscape({ x: 1, degrees: 2, gain: 0.7, offset: 20 }), landscape())!;
    const target = landscape({ gain: 0.7, offset: 20 });
    expect(largestDifference(moved, target)).toBeLessThan(2);
  });

  it('where both hold something, and nowhere else', () => {
    const cut = landscape();
    const fixed: GreyPlane = { ...cut, inside: cut.inside.map((_, i) => (i % SIZE < 12 ? 0 : 1)) };
    const moved = registerPlane(landscape({ x: 1 }), fixed)!;
    expect(moved.inside.every((value, i) => value === 0 || fixed.inside[i] === 1)).toBe(true);
    expect(largestDifference(moved, fixed)).toBeLessThan(2);
  });

  it('not at all without contrast or overlap', () => {
    const flat: GreyPlane = { ...landscape(), values: new Float32Array(SIZE * SIZE).fill(90) };
    const empty: GreyPlane = { ...landscape(), inside: new Uint8Array(SIZE * SIZE) };
    expect(registerPlane(flat, landscape())).toBeNull();
    expect(registerPlane(empty, landscape())).toBeNull();
    expect(registerPlane(landscape(), empty)).toBeNull();
  });
});

describe('a plane of half the size', () => {
  it('has the mean of four pixels each and is outside where one of them is', () => {
    const plane = {
      size: 4,
      values: Float32Array.from({ length: 16 }, (_, i) => i),
      inside: new Uint8Array(16).fill(1),
    };
    plane.inside[15] = 0;
    expect(halve(plane)).toEqual({
      size: 2,
      values: Float32Array.of(2.5, 4.5, 10.5, 12.5),
      inside: Uint8Array.of(1, 1, 1, 0),
    });
  });
});
