/**
 * Half-precision floats (IEEE 754 binary16) as single-precision ones; every value has an exact counterpart.
 *
 * @param bytes little endian, two per value
 * @returns little endian, four per value
 */
export function float16ToFloat32(bytes: Uint8Array): Uint8Array {
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const result = new Uint8Array(bytes.byteLength * 2);
  const to = new DataView(result.buffer);
  for (let i = 0; i < bytes.byteLength; i += 2) to.setFloat32(2 * i, float16Value(from.getUint16(i, true)), true);
  return result;
}

function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
