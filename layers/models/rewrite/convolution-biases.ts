import { ConversionError } from '../convert/conversion-error.ts';
import { FLOAT32, type OnnxGraph, type OnnxNode, type OnnxTensor } from '../convert/onnx-model.ts';
import { dimsText, sameDims } from '../convert/shapes.ts';
import { constantsByName, nodeText, useCounts, withNodes } from './graph-use.ts';

/**
 * Makes the constant that is added to each channel after a convolution the bias of the convolution, as onnxruntime does
 * whenever it loads the model.
 *
 * @throws ConversionError where a constant of another shape is added to a convolution
 */
export function convolutionBiases(graph: OnnxGraph): OnnxGraph {
  const constants = new Map(constantsByName(graph));
  const uses = useCounts(graph);
  const nodes: OnnxNode[] = [];
  for (const node of graph.nodes) {
    const [value, bias] = node.inputs.map((name) => constants.get(name) ?? name);
    const at = nodes.findIndex(({ output }) => output === value);
    const before = nodes[at];
    const added = node.opType === 'Add' && typeof bias === 'object' && before?.opType === 'Conv';
    if (!added || before.inputs.length !== 2 || uses.get(before.output) !== 1 || uses.get(bias.name) !== 1) {
      nodes.push(node);
      continue;
    }
    const channels = checkBias(node, bias, constants.get(before.inputs[1]!));
    constants.set(bias.name, { ...bias, dims: [channels] });
    nodes[at] = { ...before, inputs: [...before.inputs, bias.name], output: node.output };
  }
  return withNodes({ ...graph, constants: [...constants.values()] }, nodes);
}

/** @returns the number of channels */
function checkBias(node: OnnxNode, bias: OnnxTensor, weights: OnnxTensor | undefined): number {
  const channels = weights?.dims[0];
  if (channels === undefined)
    throw new ConversionError(`${nodeText(node)}: the convolution before it has no constant weights`);
  if (bias.dataType !== FLOAT32 || !sameDims(bias.dims, [1, channels, 1, 1])) {
    throw new ConversionError(
      `${nodeText(node)}: expected a float32 bias of ${dimsText([1, channels, 1, 1])} but found ${dimsText(bias.dims)}`,
    );
  }
  return channels;
}
