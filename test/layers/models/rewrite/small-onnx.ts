import {
  FLOAT16,
  FLOAT32,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
} from '../../../../layers/models/convert/onnx-model.ts';

/** A float32 constant. */
export function float32(name: string, dims: readonly number[], values: readonly number[]): OnnxTensor {
  const data = new Uint8Array(4 * values.length);
  const view = new DataView(data.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return { name, dims, dataType: FLOAT32, data };
}

/** A float16 constant of these bits. */
export function float16(name: string, dims: readonly number[], bits: readonly number[]): OnnxTensor {
  const data = new Uint8Array(2 * bits.length);
  const view = new DataView(data.buffer);
  for (const [i, value] of bits.entries()) view.setUint16(2 * i, value, true);
  return { name, dims, dataType: FLOAT16, data };
}

/** Two convolutions of 1x1, each with an added constant and a PRelu, as the conversion from OpenVINO writes them. */
export function smallGraph(): OnnxGraph {
  const conv = (from: string, weights: string, output: string): OnnxNode => ({
    opType: 'Conv',
    name: `convolution-${output}`,
    inputs: [from, weights],
    output,
    attributes: { group: 1, kernel_shape: [1, 1], pads: [0, 0, 0, 0], strides: [1, 1] },
  });
  const two = (opType: string, a: string, b: string, output: string): OnnxNode => ({ opType, inputs: [a, b], output });
  return {
    name: 'small',
    nodes: [
      { opType: 'Cast', inputs: ['w1_h'], output: 'w1', attributes: { to: FLOAT32 } },
      { opType: 'Cast', inputs: ['b1_h'], output: 'b1', attributes: { to: FLOAT32 } },
      two('Mul', 'picture', 'scale', 't0'),
      conv('t0', 'w1', 't1'),
      two('Add', 't1', 'b1', 't2'),
      two('PRelu', 't2', 's1', 't3'),
      conv('t3', 'w2', 't4'),
      two('Add', 't4', 'b2', 't5'),
      two('PRelu', 't5', 's2', 't6'),
      two('Add', 't6', 't3', 't7'),
      { opType: 'Flatten', inputs: ['t7'], output: 'values', attributes: { axis: 1 } },
    ],
    constants: [
      float32('scale', [1, 2, 1, 1], [0.5, 2]),
      float32('s1', [1, 1, 1], [-2.25]),
      float32('w2', [2, 2, 1, 1], [0.25, 1, -1.5, 0.125]),
      float32('b2', [1, 2, 1, 1], [0.0625, -3]),
      float32('s2', [1, 1, 1], [3.5]),
      // 1, -2, -0.5, 1.5 and 0.25, -1
      float16('w1_h', [2, 2, 1, 1], [0x3c00, 0xc000, 0xb800, 0x3e00]),
      float16('b1_h', [1, 2, 1, 1], [0x3400, 0xbc00]),
    ],
    input: { name: 'picture', dims: ['N', 2, 2, 2] },
    output: { name: 'values', dims: ['N', 8] },
  };
}

/** A graph with one of its nodes, by its output, changed or, for `null`, without it. */
export function withNode(graph: OnnxGraph, output: string, change: Partial<OnnxNode> | null): OnnxGraph {
  const nodes = graph.nodes.flatMap((node) => {
    if (node.output !== output) return [node];
    return change === null ? [] : [{ ...node, ...change }];
  });
  return { ...graph, nodes };
}

/** A graph with another constant of the same name. */
export function withConstant(graph: OnnxGraph, constant: OnnxTensor): OnnxGraph {
  return { ...graph, constants: graph.constants.map((one) => (one.name === constant.name ? constant : one)) };
}
