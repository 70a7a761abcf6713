/** Weights add up to 2^11 in each direction. */
const SHIFT = 22;

/**
 * Shrinks an image to at least half its size: each pixel is the average of the area that it covers.
 *
 * @param source RGB, `width` pixels a row, and 15 bytes that may be read
 * @param target RGB, columns x rows, and 1 byte that is overwritten
 * @param across for each column the first pixel of a row that it covers, as i32; then for each the weights of three pixels
 *   from there on, as i32, 0 for those that it does not cover
 * @param down the same for each row
 * @param sums 12 bytes for each pixel of a row and 76 more, overwritten
 */
export function averageAreas(
  source: usize,
  width: i32,
  target: usize,
  columns: i32,
  rows: i32,
  across: usize,
  down: usize,
  sums: usize,
): void {
  const rowLength = usize(3 * width);
  const acrossWeights = across + 4 * usize(columns);
  const downWeights = down + 4 * usize(rows);
  const round = i32x4.splat(1 << (SHIFT - 1));
  for (let y = 0; y < rows; y++) {
    const weights = downWeights + 12 * usize(y);
    sumRows(source + usize(load<i32>(down + 4 * usize(y))) * rowLength, rowLength, weights, sums);
    for (let x = 0; x < columns; x++) {
      const from = sums + 12 * usize(load<i32>(across + 4 * usize(x)));
      const weight = acrossWeights + 12 * usize(x);
      let pixel = i32x4.add(round, i32x4.mul(v128.load(from), v128.load_splat<u32>(weight)));
      pixel = i32x4.add(pixel, i32x4.mul(v128.load(from, 12), v128.load_splat<u32>(weight, 4)));
      pixel = i32x4.add(pixel, i32x4.mul(v128.load(from, 24), v128.load_splat<u32>(weight, 8)));
      // Four bytes at once; the fourth is the next pixel's first, which comes after.
      const shifted = i32x4.shr_u(pixel, SHIFT);
      const narrow = i16x8.narrow_i32x4_u(shifted, shifted);
      store<i32>(target, i32x4.extract_lane(i8x16.narrow_i16x8_u(narrow, narrow), 0));
      target += 3;
    }
  }
}

/** Adds up three rows, each times its weight. A row of weight 0 may lie beyond the image and is not read. */
function sumRows(first: usize, rowLength: usize, weights: usize, sums: usize): void {
  const a = i16x8.splat(load<i16>(weights));
  const b = i16x8.splat(load<i16>(weights, 4));
  const c = i16x8.splat(load<i16>(weights, 8));
  const second = load<i32>(weights, 4) === 0 ? first : first + rowLength;
  const third = load<i32>(weights, 8) === 0 ? first : first + 2 * rowLength;
  for (let i: usize = 0; i < rowLength; i += 16) {
    const p = v128.load(first + i);
    const q = v128.load(second + i);
    const r = v128.load(third + i);
    const to = sums + 4 * i;
    const pLow = i16x8.extend_low_i8x16_u(p);
    const qLow = i16x8.extend_low_i8x16_u(q);
    const rLow = i16x8.extend_low_i8x16_u(r);
    const pHigh = i16x8.extend_high_i8x16_u(p);
    const qHigh = i16x8.extend_high_i8x16_u(q);
    const rHigh = i16x8.extend_high_i8x16_u(r);
    v128.store(to, low(pLow, qLow, rLow, a, b, c));
    v128.store(to, high(pLow, qLow, rLow, a, b, c), 16);
    v128.store(to, low(pHigh, qHigh, rHigh, a, b, c), 32);
    v128.store(to, high(pHigh, qHigh, rHigh, a, b, c), 48);
  }
}

function low(p: v128, q: v128, r: v128, a: v128, b: v128, c: v128): v128 {
  const pq = i32x4.add(i32x4.extmul_low_i16x8_u(p, a), i32x4.extmul_low_i16x8_u(q, b));
  return i32x4.add(pq, i32x4.extmul_low_i16x8_u(r, c));
}

function high(p: v128, q: v128, r: v128, a: v128, b: v128, c: v128): v128 {
  const pq = i32x4.add(i32x4.extmul_high_i16x8_u(p, a), i32x4.extmul_high_i16x8_u(q, b));
  return i32x4.add(pq, i32x4.extmul_high_i16x8_u(r, c));
}
