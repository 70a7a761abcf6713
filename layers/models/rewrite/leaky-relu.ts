import { ConversionError } from '../convert/conversion-error.ts';
import { FLOAT32, type OnnxGraph, type OnnxNode, type OnnxTensor } from '../convert/onnx-model.ts';
import { dimsText, elements } from '../convert/shapes.ts';
import { constantsByName, nodeText, withNodes } from './graph-use.ts';

/**
 * Writes each PRelu as the LeakyRelu that it is when all channels share one slope: `x < 0 ? slope * x : x` in both (ONNX
 * operators PRelu and LeakyRelu), for slopes of any sign and size. onnxruntime computes a LeakyRelu within the convolution
 * before it; a PRelu is its own pass, not vectorised, for which the tensor is put from the blocked order of the
 * convolutions into the plain order and back.
 *
 * @throws ConversionError where a slope is not one constant
 */
export function leakyRelus(graph: OnnxGraph): OnnxGraph {
  const constants = constantsByName(graph);
  const nodes = graph.nodes.map((node): OnnxNode => {
    if (node.opType !== 'PRelu') return node;
    const [value, slope] = node.inputs as [string, string];
    return {
      ...node,
      opType: 'LeakyRelu',
      inputs: [value],
      attributes: { alpha: { float: oneSlope(node, constants.get(slope)) } },
    };
  });
  return withNodes(graph, nodes);
}

function oneSlope(node: OnnxNode, slope: OnnxTensor | undefined): number {
  if (slope === undefined || slope.dataType !== FLOAT32 || elements(slope.dims) !== 1) {
    const found = slope === undefined ? 'no constant' : dimsText(slope.dims);
    throw new ConversionError(`${nodeText(node)}: expected a slope of one float32 value but found ${found}`);
  }
  return Buffer.from(slope.data).readFloatLE(0);
}
