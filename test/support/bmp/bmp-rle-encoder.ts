/**
 * Writes rows of palette indices as RLE4 or RLE8, with runs where two neighbours are equal and literals elsewhere.
 *
 * @param rows in the file's order, one byte per pixel
 */
export function encodeRunLengths(rows: readonly Uint8Array[], bits: 4 | 8): Uint8Array {
  const out: number[] = [];
  for (const row of rows) {
    let x = 0;
    while (x < row.length) {
      const run = runLength(row, x);
      if (run > 1) {
        out.push(run, bits === 8 ? row[x]! : row[x]! * 0x11);
        x += run;
        continue;
      }
      let literal = 1;
      while (x + literal < row.length && literal < 255 && runLength(row, x + literal) === 1) literal++;
      pushLiterals(out, row.subarray(x, x + literal), bits);
      x += literal;
    }
    out.push(0, 0);
  }
  out.push(0, 1);
  return Uint8Array.from(out);
}

function runLength(row: Uint8Array, x: number): number {
  let length = 1;
  while (x + length < row.length && length < 255 && row[x + length] === row[x]) length++;
  return length;
}

function pushLiterals(out: number[], values: Uint8Array, bits: 4 | 8): void {
  // Counts of 1 and 2 mean something else after a 0, so such literals are runs of 1.
  if (values.length < 3) {
    for (const value of values) out.push(1, bits === 8 ? value : value * 0x11);
    return;
  }
  out.push(0, values.length);
  const size = bits === 8 ? values.length : Math.ceil(values.length / 2);
  for (let i = 0; i < size; i++) {
    out.push(bits === 8 ? values[i]! : values[2 * i]! * 16 + (values[2 * i + 1] ?? 0));
  }
  if (size % 2 === 1) out.push(0);
}
