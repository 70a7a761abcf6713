import { expect, it } from 'vitest';
import { float16ToFloat32 } from '../../../../layers/models/convert/float16.ts';

// Values from the definition of binary16 in IEEE 754.
it.each([
  [0x0000, 0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x3555, 0.333251953125],
  [0x7bff, 65_504],
  [0x0001, 2 ** -24],
  [0x83ff, -(1023 / 1024) * 2 ** -14],
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
  [0x7e00, Number.NaN],
])('the half-precision float %i becomes the same value', (bits, value) => {
  const half = Uint8Array.of(bits & 0xff, bits >> 8);
  expect(new DataView(float16ToFloat32(half).buffer).getFloat32(0, true)).toBe(value);
});

it('keeps the sign of zero and the order of values', () => {
  const single = new DataView(float16ToFloat32(Uint8Array.of(0, 0x80, 0, 0x3c)).buffer);
  expect([single.getFloat32(0, true), single.getFloat32(4, true)]).toEqual([-0, 1]);
});
