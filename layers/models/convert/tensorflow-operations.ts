import type { OnnxAttribute } from './onnx-model.ts';
import { dimsText, elements, sameDims, samePads, windowOutput } from './shapes.ts';
import type { TfAttribute, TfConstant, TfNode } from './tensorflow-graph.ts';
import { convolutionWeights, depthwiseWeights } from './tensorflow-weights.ts';
import { checkAttributes, FLOATS, heightAndWidth, wrongNode } from './tf-attributes.ts';

/** What feeds an operation: the output of another one, its dimensions in ONNX's order with a batch of 1, or a constant. */
export type TfValue = { readonly tensor: string; readonly dims: readonly number[] } | { readonly constant: TfConstant };

/** An operation as an ONNX node, with the constants that it brings and the dimensions of its output. */
interface ConvertedNode {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly constants?: readonly { readonly name: string; readonly value: TfConstant }[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly dims: readonly number[];
}

type Conversion = (node: TfNode, inputs: readonly TfValue[]) => ConvertedNode;
type Tensor = Extract<TfValue, { tensor: string }>;

const PICTURES = { ...FLOATS, data_format: 'NHWC' } as const;

/**
 * The operations of TensorFlow that this project's networks use, each as one ONNX operation. TensorFlow's images are
 * [batch, height, width, channels], ONNX's [batch, channels, height, width]; all dimensions here are in ONNX's order.
 */
export const TF_OPERATIONS: Readonly<Record<string, Conversion>> = {
  Conv2D: convolution,
  DepthwiseConv2dNative: convolution,
  FusedBatchNorm: batchNormalization,
  Relu: unary('Relu'),
  Sigmoid: unary('Sigmoid'),
  Add: add,
  AvgPool: averagePool,
  Reshape: flatten,
  MatMul: matrixProduct,
  BiasAdd: biasAdd,
};

function convolution(node: TfNode, inputs: readonly TfValue[]): ConvertedNode {
  const depthwise = node.op === 'DepthwiseConv2dNative';
  // Says on what to compute, not what.
  const processor: Record<string, TfAttribute> = depthwise ? {} : { use_cudnn_on_gpu: true };
  checkAttributes(node, { ...PICTURES, ...processor, dilations: [1, 1, 1, 1], padding: 'SAME' }, ['strides']);
  const [picture, filter] = pictureAndConstants(node, inputs, 1) as [Tensor, TfConstant];
  if (filter.dims.length !== 4) throw wrongNode(node, `unknown weights of ${dimsText(filter.dims)}`);
  const weights = depthwise ? depthwiseWeights(filter) : convolutionWeights(filter);
  const [outputs, channels, ...kernel] = weights.dims as [number, number, number, number];
  const group = depthwise ? filter.dims[2]! : 1;
  if (picture.dims[1] !== group * channels) {
    throw wrongNode(node, `weights of ${dimsText(filter.dims)} do not fit an input of ${dimsText(picture.dims)}`);
  }
  const strides = heightAndWidth(node, 'strides');
  const pads = samePads(picture.dims.slice(2), kernel, strides);
  const size = windowOutput(picture.dims.slice(2), { kernel, strides, dilations: [1, 1], pads });
  const name = `${plainName(node)}_w`;
  return {
    opType: 'Conv',
    inputs: [picture.tensor, name],
    constants: [{ name, value: weights }],
    attributes: { group, kernel_shape: kernel, pads, strides },
    dims: [1, outputs, ...size],
  };
}

/** Both have the order scale, offset, mean, variance. */
function batchNormalization(node: TfNode, inputs: readonly TfValue[]): ConvertedNode {
  checkAttributes(node, { ...PICTURES, is_training: false }, ['epsilon']);
  const [picture, ...values] = pictureAndConstants(node, inputs, 4) as [Tensor, ...TfConstant[]];
  for (const value of values) perChannel(node, value, picture);
  const constants = values.map((value, i) => ({ name: `${plainName(node)}${i + 1}`, value }));
  return {
    opType: 'BatchNormalization',
    inputs: [picture.tensor, ...constants.map(({ name }) => name)],
    constants,
    attributes: { epsilon: { float: node.attributes.epsilon as number } },
    dims: picture.dims,
  };
}

function unary(opType: string): Conversion {
  return (node, inputs) => {
    checkAttributes(node, FLOATS);
    const [value] = tensors(node, inputs, 1) as [Tensor];
    return { opType, inputs: [value.tensor], dims: value.dims };
  };
}

function add(node: TfNode, inputs: readonly TfValue[]): ConvertedNode {
  checkAttributes(node, FLOATS);
  const [a, b] = tensors(node, inputs, 2) as [Tensor, Tensor];
  if (!sameDims(a.dims, b.dims)) throw wrongNode(node, `unknown sum of ${dimsText(a.dims)} and ${dimsText(b.dims)}`);
  return { opType: 'Add', inputs: [a.tensor, b.tensor], dims: a.dims };
}

function averagePool(node: TfNode, inputs: readonly TfValue[]): ConvertedNode {
  checkAttributes(node, { ...PICTURES, padding: 'VALID', strides: [1, 1, 1, 1] }, ['ksize']);
  const [picture] = tensors(node, inputs, 1) as [Tensor];
  const kernel = heightAndWidth(node, 'ksize');
  const window = { kernel, strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
  return {
    opType: 'AveragePool',
    inputs: [picture.tensor],
    attributes: { kernel_shape: kernel },
    dims: [...picture.dims.slice(0, 2), ...windowOutput(picture.dims.slice(2), window)],
  };
}

/** Only from [N, channels, 1, 1] to [N, channels], where the order of the axes makes no difference. */
function flatten(node: TfNode, inputs: readonly TfValue[]): ConvertedNode {
  checkAttributes(node, { ...FLOATS, Tshape: { type: 'int32' } });
  const [picture, shape] = pictureAndConstants(node, inputs, 1) as [Tensor, TfConstant];
  const view = new DataView(shape.bytes.buffer, shape.bytes.byteOffset, shape.bytes.byteLength);
  const target = Array.from({ length: elements(shape.dims) }, (_, i) => view.getInt32(4 * i, true));
  const [, channels, height, width] = picture.dims;
  if (shape.elementType !== 'int32' || height !== 1 || width !== 1 || !sameDims(target, [-1, channels!])) {
    throw wrongNode(node, `unknown reshaping of ${dimsText(picture.dims)} to ${target.join(', ')}`);
  }
  return { opType: 'Flatten', inputs: [picture.tensor], attributes: { axis: 1 }, dims: [1, channels!] };
}

function matrixProduct(node: TfNode, inputs: readonly TfValue[]): ConvertedNode {
  checkAttributes(node, { ...FLOATS, transpose_a: false, transpose_b: false });
  const [rows, matrix] = pictureAndConstants(node, inputs, 1) as [Tensor, TfConstant];
  if (rows.dims.length !== 2 || matrix.dims.length !== 2 || rows.dims[1] !== matrix.dims[0]) {
    throw wrongNode(node, `${dimsText(rows.dims)} cannot be multiplied by ${dimsText(matrix.dims)}`);
  }
  const name = `${plainName(node)}_w`;
  return {
    opType: 'MatMul',
    inputs: [rows.tensor, name],
    constants: [{ name, value: matrix }],
    dims: [1, matrix.dims[1]!],
  };
}

function biasAdd(node: TfNode, inputs: readonly TfValue[]): ConvertedNode {
  checkAttributes(node, PICTURES);
  const [value, bias] = pictureAndConstants(node, inputs, 1) as [Tensor, TfConstant];
  perChannel(node, bias, value);
  if (value.dims.length !== 2) throw wrongNode(node, `unknown input of ${dimsText(value.dims)}`);
  const name = `${plainName(node)}_b`;
  return { opType: 'Add', inputs: [value.tensor, name], constants: [{ name, value: bias }], dims: value.dims };
}

function perChannel(node: TfNode, value: TfConstant, picture: Tensor): void {
  if (!sameDims(value.dims, [picture.dims[1]!])) {
    throw wrongNode(node, `${dimsText(value.dims)} does not fit an input of ${dimsText(picture.dims)}`);
  }
}

function tensors(node: TfNode, inputs: readonly TfValue[], count: number): Tensor[] {
  if (inputs.length !== count) throw wrongNode(node, `expected ${count} inputs but found ${inputs.length}`);
  return inputs.map((value) => {
    if ('constant' in value) throw wrongNode(node, 'expected no constant among its inputs');
    return value;
  });
}

function pictureAndConstants(node: TfNode, inputs: readonly TfValue[], count: number): [Tensor, ...TfConstant[]] {
  if (inputs.length !== 1 + count) throw wrongNode(node, `expected ${1 + count} inputs but found ${inputs.length}`);
  const [picture] = tensors(node, inputs.slice(0, 1), 1) as [Tensor];
  const values = inputs.slice(1).map((value) => {
    if (!('constant' in value)) throw wrongNode(node, 'expected constants after its first input');
    return value.constant;
  });
  return [picture, ...values];
}

/** Names of constants in ONNX without the slashes of TensorFlow's scopes. */
function plainName(node: TfNode): string {
  return node.name.replaceAll('/', '_');
}
