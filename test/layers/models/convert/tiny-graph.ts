import { messageFormat } from '../../../../layers/models/convert/protobuf.ts';

/** A node as it is written into the file. */
export interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, object>;
}

const FLOAT = { type: 1 };
const text = (value: string): object => ({ s: Buffer.from(value) });
const integers = (...i: number[]): object => ({ list: { i } });

function constant(name: string, dims: readonly number[], values: readonly number[]): GraphNode {
  const tensor = {
    dtype: 1,
    tensorShape: { dim: dims.map((size) => ({ size })) },
    tensorContent: Buffer.from(Float32Array.from(values).buffer),
  };
  return { name, op: 'Const', attr: { dtype: FLOAT, value: { tensor } } };
}

/**
 * A frozen graph drawn up for tests: a depthwise 3x3 convolution with stride 2 over 5x5 images of two channels, batch
 * normalization, ReLU, average, a product with a 2x1 matrix, bias, sigmoid.
 *
 * @param change gets the nodes by name before they are written
 */
export function tinyGraph(change: (nodes: Map<string, GraphNode>) => void = () => {}): Uint8Array {
  const pictures = { T: FLOAT, data_format: text('NHWC') };
  const list: GraphNode[] = [
    {
      name: 'picture',
      op: 'Placeholder',
      attr: { dtype: FLOAT, shape: { shape: { dim: [{ size: -1 }, { size: 5 }, { size: 5 }, { size: 2 }] } } },
    },
    // Height, width, channels: 1 in the middle of channel 0, 2 in the top left of channel 1.
    constant('weights', [3, 3, 2, 1], [0, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    {
      name: 'weights/read',
      op: 'Identity',
      input: ['weights'],
      attr: { T: FLOAT, _class: { list: { s: [Buffer.from('loc:@weights')] } } },
    },
    {
      name: 'scope/depthwise',
      op: 'DepthwiseConv2dNative',
      input: ['picture', 'weights/read'],
      attr: {
        ...pictures,
        strides: integers(1, 2, 2, 1),
        dilations: integers(1, 1, 1, 1),
        padding: text('SAME'),
      },
    },
    constant('scale', [2], [1, 2]),
    constant('offset', [2], [0, -1]),
    constant('mean', [2], [0.5, 0]),
    constant('variance', [2], [3, 0]),
    {
      name: 'norm',
      op: 'FusedBatchNorm',
      input: ['scope/depthwise', 'scale', 'offset', 'mean', 'variance'],
      attr: { ...pictures, is_training: { b: false }, epsilon: { f: 1 } },
    },
    { name: 'relu', op: 'Relu', input: ['norm'], attr: { T: FLOAT } },
    {
      name: 'pool',
      op: 'AvgPool',
      input: ['relu'],
      attr: { ...pictures, strides: integers(1, 1, 1, 1), ksize: integers(1, 3, 3, 1), padding: text('VALID') },
    },
    {
      name: 'shape',
      op: 'Const',
      attr: {
        dtype: { type: 3 },
        value: { tensor: { dtype: 3, tensorShape: { dim: [{ size: 2 }] }, intVal: [-1, 2] } },
      },
    },
    { name: 'flat', op: 'Reshape', input: ['pool', 'shape'], attr: { T: FLOAT, Tshape: { type: 3 } } },
    constant('matrix', [2, 1], [1, -0.25]),
    {
      name: 'product',
      op: 'MatMul',
      input: ['flat', 'matrix'],
      attr: { T: FLOAT, transpose_a: { b: false }, transpose_b: { b: false } },
    },
    {
      name: 'bias',
      op: 'Const',
      attr: { dtype: FLOAT, value: { tensor: { dtype: 1, tensorShape: { dim: [{ size: 1 }] }, floatVal: [0.5] } } },
    },
    { name: 'biased', op: 'BiasAdd', input: ['product', 'bias'], attr: pictures },
    { name: 'sigmoid', op: 'Sigmoid', input: ['biased'], attr: { T: FLOAT } },
  ];
  const nodes = new Map(list.map((node) => [node.name, node]));
  change(nodes);
  return messageFormat<object>('tensorflow.proto', 'tensorflow.GraphDef').encode({ node: [...nodes.values()] });
}
