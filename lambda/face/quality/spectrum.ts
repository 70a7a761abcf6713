/** Width and height in pixels of what a spectrum is made of. */
export const SPECTRUM_SIZE = 64;

const N = SPECTRUM_SIZE;
const BITS = 6;
/** exp(-2 pi i k / N) for k below N / 2. */
const COS = Float64Array.from({ length: N / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / N));
const SIN = Float64Array.from({ length: N / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / N));
const REVERSED = Uint8Array.from({ length: N }, (_, i) => {
  let reversed = 0;
  for (let bit = 0; bit < BITS; bit++) reversed |= ((i >> bit) & 1) << (BITS - 1 - bit);
  return reversed;
});
/** Hann's window: without it the edges of the square would spread every line of the spectrum along the axes. */
const WINDOW = Float64Array.from({ length: N }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 1)) / (N + 1)));

/**
 * Returns the power of each frequency of two real fields at once, by one transform of both as real and imaginary part. Each field is
 * windowed and its mean taken away.
 *
 * @param first, second row-major, 64 x 64; overwritten
 * @returns row-major, 64 x 64, the frequency 0 at the upper left
 */
export function powerSpectrum(first: Float64Array, second: Float64Array): Float64Array {
  for (const field of [first, second]) {
    let sum = 0;
    for (let i = 0; i < field.length; i++) sum += field[i]!;
    const mean = sum / field.length;
    for (let i = 0; i < field.length; i++) field[i] = (field[i]! - mean) * WINDOW[i >> BITS]! * WINDOW[i & (N - 1)]!;
  }
  transformColumns(first, second);
  transpose(first);
  transpose(second);
  transformColumns(first, second);
  const power = new Float64Array(N * N);
  for (let y = 0; y < N; y++) {
    for (let x = 0; x < N; x++) {
      const real = first[N * y + x]!;
      const imaginary = second[N * y + x]!;
      power[N * x + y] = real * real + imaginary * imaginary;
    }
  }
  return power;
}

/** The fast Fourier transform of every column, all columns side by side. */
function transformColumns(re: Float64Array, im: Float64Array): void {
  for (let row = 0; row < N; row++) {
    const other = REVERSED[row]!;
    if (other <= row) continue;
    for (let x = 0; x < N; x++) {
      const i = N * row + x;
      const j = N * other + x;
      const real = re[i]!;
      const imaginary = im[i]!;
      re[i] = re[j]!;
      im[i] = im[j]!;
      re[j] = real;
      im[j] = imaginary;
    }
  }
  for (let half = 1; half < N; half *= 2) {
    for (let row = 0; row < N; row++) {
      if ((row & half) !== 0) continue;
      const turn = ((row & (half - 1)) * (N / 2)) / half;
      const c = COS[turn]!;
      const s = SIN[turn]!;
      for (let i = N * row, j = N * (row + half), end = i + N; i < end; i++, j++) {
        const a = re[i]!;
        const b = im[i]!;
        const u = re[j]!;
        const v = im[j]!;
        const real = c * u - s * v;
        const imaginary = c * v + s * u;
        re[j] = a - real;
        im[j] = b - imaginary;
        re[i] = a + real;
        im[i] = b + imaginary;
      }
    }
  }
}

function transpose(values: Float64Array): void {
  for (let y = 0; y < N; y++) {
    for (let x = 0; x < y; x++) {
      const value = values[N * y + x]!;
      values[N * y + x] = values[N * x + y]!;
      values[N * x + y] = value;
    }
  }
}
