/** Product of the dimensions. */
export function elements(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

export function sameDims(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** Dimensions as people write them: 1x3x128x128. */
export function dimsText(dims: readonly number[]): string {
  return dims.length === 0 ? 'scalar' : dims.join('x');
}

/**
 * Dimensions of an element-wise result where dimensions of 1 stretch (NumPy's rule; ONNX Broadcasting).
 *
 * @returns `null` where the two do not fit
 */
export function broadcast(a: readonly number[], b: readonly number[]): number[] | null {
  const rank = Math.max(a.length, b.length);
  const at = (dims: readonly number[], i: number): number => dims[i - (rank - dims.length)] ?? 1;
  const result: number[] = [];
  for (let i = 0; i < rank; i++) {
    const [x, y] = [at(a, i), at(b, i)];
    if (x !== y && x !== 1 && y !== 1) return null;
    result.push(Math.max(x, y));
  }
  return result;
}

/** A window that slides over height and width: each list holds height first. `pads` as ONNX has them: top, left, bottom, right. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
}

/** Height and width after a window slid over them, rounded down (ONNX Conv and AveragePool). */
export function windowOutput(size: readonly number[], { kernel, strides, dilations, pads }: Window): number[] {
  return size.map((length, i) => {
    const reach = dilations[i]! * (kernel[i]! - 1) + 1;
    return Math.floor((length + pads[i]! + pads[i + 2]! - reach) / strides[i]!) + 1;
  });
}

/**
 * The padding that TensorFlow calls SAME: the output is `ceil(size / stride)`, and what cannot be shared evenly goes to
 * the bottom and the right (https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2).
 *
 * @returns top, left, bottom, right
 */
export function samePads(size: readonly number[], kernel: readonly number[], strides: readonly number[]): number[] {
  const total = size.map((length, i) =>
    Math.max(0, (Math.ceil(length / strides[i]!) - 1) * strides[i]! + kernel[i]! - length),
  );
  const begin = total.map((pad) => Math.floor(pad / 2));
  return [...begin, ...total.map((pad, i) => pad - begin[i]!)];
}
