import type { TfConstant } from './tensorflow-graph.ts';

/**
 * Convolution weights from TensorFlow's order [height, width, in, out] to ONNX's [out, in, height, width].
 *
 * @param constant four dimensions, float32
 */
export function convolutionWeights(constant: TfConstant): TfConstant {
  const [height, width, inputs, outputs] = constant.dims as [number, number, number, number];
  return permute(constant, [3, 2, 0, 1], [outputs, inputs, height, width]);
}

/**
 * Depthwise weights from TensorFlow's order [height, width, channels, multiplier] to ONNX's
 * [channels * multiplier, 1, height, width].
 *
 * @param constant four dimensions, float32
 */
export function depthwiseWeights(constant: TfConstant): TfConstant {
  const [height, width, channels, multiplier] = constant.dims as [number, number, number, number];
  return permute(constant, [2, 3, 0, 1], [channels * multiplier, 1, height, width]);
}

/** @param axes which axis of the source each axis of the result is, before its dimensions become `dims` */
function permute(source: TfConstant, axes: readonly [number, number, number, number], dims: number[]): TfConstant {
  const strides = source.dims.map((_, i) => source.dims.slice(i + 1).reduce((product, size) => product * size, 1));
  const [a, b, c, d] = axes;
  const [sizeA, sizeB, sizeC, sizeD] = axes.map((axis) => source.dims[axis]!) as [number, number, number, number];
  const bytes = new Uint8Array(source.bytes.length);
  let at = 0;
  for (let i = 0; i < sizeA; i++)
    for (let j = 0; j < sizeB; j++)
      for (let k = 0; k < sizeC; k++)
        for (let l = 0; l < sizeD; l++) {
          const from = 4 * (i * strides[a]! + j * strides[b]! + k * strides[c]! + l * strides[d]!);
          bytes.set(source.bytes.subarray(from, from + 4), at);
          at += 4;
        }
  return { elementType: source.elementType, dims, bytes };
}
