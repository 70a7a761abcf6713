/**
 * Halves an image: each pixel is the average of 2 x 2, at an odd edge of what is there.
 *
 * @param source RGB, width x height
 * @param target RGB, ceil(width / 2) x ceil(height / 2), and 4 bytes that are overwritten
 */
export function averagePairs(source: usize, width: i32, height: i32, target: usize): void {
  const row = usize(3 * width);
  const pairs = width >> 1;
  for (let y = 0; y < height; y += 2) {
    let upper = source + usize(y) * row;
    const below = y + 1 < height ? row : 0;
    let x = 0;
    for (; x + 4 <= pairs; x += 4) {
      store<v128>(target, fourPairs(upper, upper + below));
      upper += 24;
      target += 12;
    }
    for (; 2 * x < width; x++) {
      const right: usize = 2 * x + 1 < width ? 3 : 0;
      for (let c = 0; c < 3; c++) {
        const sum =
          i32(load<u8>(upper)) +
          i32(load<u8>(upper + right)) +
          i32(load<u8>(upper + below)) +
          i32(load<u8>(upper + below + right));
        store<u8>(target, u8((sum + 2) >> 2));
        upper++;
        target++;
      }
      upper += 3;
    }
  }
}

/** Four pixels in the first 12 bytes, of eight in each of two rows. */
function fourPairs(upper: usize, lower: usize): v128 {
  const upperStart = v128.load(upper);
  const upperEnd = v128.load(upper, 8);
  const lowerStart = v128.load(lower);
  const lowerEnd = v128.load(lower, 8);
  const upperEven = even(upperStart, upperEnd);
  const upperOdd = odd(upperStart, upperEnd);
  const lowerEven = even(lowerStart, lowerEnd);
  const lowerOdd = odd(lowerStart, lowerEnd);
  const low = quarter(
    i16x8.add(i16x8.extend_low_i8x16_u(upperEven), i16x8.extend_low_i8x16_u(upperOdd)),
    i16x8.add(i16x8.extend_low_i8x16_u(lowerEven), i16x8.extend_low_i8x16_u(lowerOdd)),
  );
  const high = quarter(
    i16x8.add(i16x8.extend_high_i8x16_u(upperEven), i16x8.extend_high_i8x16_u(upperOdd)),
    i16x8.add(i16x8.extend_high_i8x16_u(lowerEven), i16x8.extend_high_i8x16_u(lowerOdd)),
  );
  return i8x16.narrow_i16x8_u(low, high);
}

function quarter(upper: v128, lower: v128): v128 {
  return i16x8.shr_u(i16x8.add(i16x8.add(upper, lower), i16x8.splat(2)), 2);
}

/** Of eight pixels in 24 bytes, given as the bytes from 0 and those from 8 on, the first, third, fifth and seventh. */
function even(start: v128, end: v128): v128 {
  return i8x16.shuffle(start, end, 0, 1, 2, 6, 7, 8, 12, 13, 14, 26, 27, 28, 0, 0, 0, 0);
}

/** The others. */
function odd(start: v128, end: v128): v128 {
  return i8x16.shuffle(start, end, 3, 4, 5, 9, 10, 11, 15, 24, 25, 29, 30, 31, 0, 0, 0, 0);
}
