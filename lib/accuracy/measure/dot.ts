/**
 * Returns the dot product of two vectors of L2-normalised embeddings, which is their cosine.
 *
 * @param i, j where the vectors begin in their arrays
 */
export function dot(first: Float32Array, i: number, second: Float32Array, j: number, length: number): number {
  // Four sums at a time: a processor adds to them side by side.
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += first[i + k]! * second[j + k]!;
    s1 += first[i + k + 1]! * second[j + k + 1]!;
    s2 += first[i + k + 2]! * second[j + k + 2]!;
    s3 += first[i + k + 3]! * second[j + k + 3]!;
  }
  for (; k < length; k++) s0 += first[i + k]! * second[j + k]!;
  return s0 + s1 + (s2 + s3);
}
