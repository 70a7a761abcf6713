/** Positions are 64-bit numbers with 32 bits of fraction: adding up the steps of 512 pixels moves the last by 2^-24 at most. */
const ONE: f64 = 4294967296;
/** Of the fraction, bilinear weights take the first eight bits. */
const TO_WEIGHT: i64 = 24;

/**
 * Samples an image bilinearly at `grid` x `grid` points per pixel of a crop, and averages them. Outside is black.
 *
 * @param source RGB, width x height, and 1 byte that may be read
 * @param target RGB, size x size, and 1 byte that is overwritten
 * @param grid 1 or 2
 * @param ax, ay how far the place in the image moves for each pixel to the right
 * @param bx, by and for each pixel down
 * @param tx, ty the place of the crop's first pixel
 */
export function sampleCrop(
  source: usize,
  width: i32,
  height: i32,
  target: usize,
  size: i32,
  grid: i32,
  ax: f64,
  ay: f64,
  bx: f64,
  by: f64,
  tx: f64,
  ty: f64,
): void {
  const rightX = fixed(ax);
  const rightY = fixed(ay);
  // A quarter of a pixel to the right and down.
  const quarterRightX = rightX >> 2;
  const quarterRightY = rightY >> 2;
  const quarterDownX = fixed(bx) >> 2;
  const quarterDownY = fixed(by) >> 2;
  for (let v = 0; v < size; v++) {
    let x = fixed(bx * v + tx);
    let y = fixed(by * v + ty);
    for (let u = 0; u < size; u++) {
      let pixel: v128;
      if (grid === 1) {
        pixel = i32x4.shr_u(i32x4.add(sample(source, width, height, x, y), i32x4.splat(1 << 15)), 16);
      } else {
        const upX = x - quarterDownX;
        const upY = y - quarterDownY;
        const downX = x + quarterDownX;
        const downY = y + quarterDownY;
        const up = i32x4.add(
          sample(source, width, height, upX - quarterRightX, upY - quarterRightY),
          sample(source, width, height, upX + quarterRightX, upY + quarterRightY),
        );
        const down = i32x4.add(
          sample(source, width, height, downX - quarterRightX, downY - quarterRightY),
          sample(source, width, height, downX + quarterRightX, downY + quarterRightY),
        );
        pixel = i32x4.shr_u(i32x4.add(i32x4.add(up, down), i32x4.splat(1 << 17)), 18);
      }
      // Four bytes at once; the fourth is the next pixel's first, which comes after.
      const narrow = i16x8.narrow_i32x4_u(pixel, pixel);
      store<i32>(target, i32x4.extract_lane(i8x16.narrow_i16x8_u(narrow, narrow), 0));
      target += 3;
      x += rightX;
      y += rightY;
    }
  }
}

function fixed(value: f64): i64 {
  return i64(nearest(value * ONE));
}

/** 65536 times the colour at a place: red, green and blue in the first three lanes. */
function sample(source: usize, width: i32, height: i32, placeX: i64, placeY: i64): v128 {
  const x = i32(placeX >> TO_WEIGHT);
  const y = i32(placeY >> TO_WEIGHT);
  const left = x >> 8;
  const top = y >> 8;
  const toRight = x & 255;
  const toBottom = y & 255;
  // As unsigned numbers the negative ones are large.
  if (u32(left) >= u32(width - 1) || u32(top) >= u32(height - 1)) {
    return sampleEdge(source, width, height, left, top, toRight, toBottom);
  }
  const row = usize(3 * width);
  const at = source + usize(top) * row + usize(3 * left);
  // The upper pixel in the lower four lanes, the one below in the upper four.
  const lefts = i16x8.extend_low_i8x16_u(v128.load_lane<u32>(at + row, v128.load_zero<u32>(at), 1));
  const rights = i16x8.extend_low_i8x16_u(v128.load_lane<u32>(at + row, v128.load_zero<u32>(at, 3), 1, 3));
  const across = i16x8.add(
    i16x8.mul(lefts, i16x8.splat(i16(256 - toRight))),
    i16x8.mul(rights, i16x8.splat(i16(toRight))),
  );
  return i32x4.add(
    i32x4.extmul_low_i16x8_u(across, i16x8.splat(i16(256 - toBottom))),
    i32x4.extmul_high_i16x8_u(across, i16x8.splat(i16(toBottom))),
  );
}

/** The same at the image's edge: neighbours outside of it are black. */
function sampleEdge(source: usize, width: i32, height: i32, left: i32, top: i32, toRight: i32, toBottom: i32): v128 {
  let sum = i32x4.splat(0);
  for (let j = 0; j < 2; j++) {
    for (let i = 0; i < 2; i++) {
      const x = left + i;
      const y = top + j;
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const weight = (i === 0 ? 256 - toRight : toRight) * (j === 0 ? 256 - toBottom : toBottom);
      const bytes = v128.load_zero<u32>(source + usize(3 * (y * width + x)));
      const pixel = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
      sum = i32x4.add(sum, i32x4.mul(pixel, i32x4.splat(weight)));
    }
  }
  return sum;
}
