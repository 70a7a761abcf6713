/** Samples as they stand in a row of a strip or tile. */
export interface RowForm {
  /** Samples of a pixel that stand side by side. */
  readonly stride: number;
  readonly bits: 8 | 16 | 32;
  readonly little: boolean;
}

/**
 * Brings the numbers of a row into the byte order of this machine, which is little endian, and undoes the predictor (TIFF 6.0,
 * section 14, and Adobe's Technical Note 3), in place.
 *
 * @param predictor 1 none, 2 differences of whole numbers, 3 differences of floating-point numbers
 */
export function restoreRow(row: Uint8Array, predictor: number, form: RowForm): void {
  if (predictor === 3) {
    restoreFloats(row, form);
    return;
  }
  if (!form.little) swapBytes(row, form.bits / 8);
  if (predictor === 2) restoreDifferences(row, form);
}

function swapBytes(row: Uint8Array, size: number): void {
  if (size === 1) return;
  for (let at = 0; at + size <= row.length; at += size) row.subarray(at, at + size).reverse();
}

function restoreDifferences(row: Uint8Array, { stride, bits }: RowForm): void {
  const values =
    bits === 8
      ? row
      : bits === 16
        ? new Uint16Array(row.buffer, row.byteOffset, row.length >> 1)
        : new Uint32Array(row.buffer, row.byteOffset, row.length >> 2);
  for (let i = stride; i < values.length; i++) values[i]! += values[i - stride]!;
}

/** The bytes of all numbers stand sorted by their significance, the highest first, as differences. */
function restoreFloats(row: Uint8Array, { stride, bits }: RowForm): void {
  for (let i = stride; i < row.length; i++) row[i]! += row[i - stride]!;
  const size = bits / 8;
  const count = row.length / size;
  // Not slice: that of a Buffer shares its bytes.
  const sorted = Uint8Array.from(row);
  for (let i = 0; i < count; i++) {
    for (let byte = 0; byte < size; byte++) row[size * i + byte] = sorted[(size - 1 - byte) * count + i]!;
  }
}
