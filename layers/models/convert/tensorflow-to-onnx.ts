import { ConversionError } from './conversion-error.ts';
import { FLOAT32, type OnnxNode, type OnnxTensor, writeOnnx } from './onnx-model.ts';
import type { ConvertedNames } from './openvino-to-onnx.ts';
import { dimsText } from './shapes.ts';
import { readTensorflowGraph, type TfConstant, type TfNode } from './tensorflow-graph.ts';
import { TF_OPERATIONS, type TfValue } from './tensorflow-operations.ts';
import { checkAttributes, constantAttribute, FLOATS, wrongNode } from './tf-attributes.ts';

/**
 * Converts a TensorFlow frozen graph with one input and one output to ONNX without changing a value; only weights are
 * put into ONNX's order.
 *
 * @param graph a serialized GraphDef
 * @returns the ONNX file; the same input makes the same bytes
 * @throws ConversionError naming what it does not know
 */
export function tensorflowToOnnx(graph: Uint8Array, names: ConvertedNames): Uint8Array {
  const source = readTensorflowGraph(graph);
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  const values = new Map<string, TfValue>();
  for (const node of source) {
    values.set(node.name, convertNode(node, values, nodes, constants, names));
  }
  const placeholder = only(source, ({ op }) => op === 'Placeholder', 'input');
  const used = new Set(source.flatMap(({ inputs }) => inputs));
  const last = values.get(only(source, ({ name }) => !used.has(name), 'output').name)!;
  if ('constant' in last) throw new ConversionError('The output of the graph is a constant');
  if (last.dims.length !== 2) throw new ConversionError(`The output of the graph is ${dimsText(last.dims)}`);
  nodes.push({ opType: 'Identity', inputs: [last.tensor], output: names.output });
  return writeOnnx({
    name: names.graph,
    nodes,
    constants,
    input: { name: names.input, dims: ['N', ...pictureDims(placeholder).slice(1)] },
    output: { name: names.output, dims: ['N', ...last.dims.slice(1)] },
  });
}

function convertNode(
  node: TfNode,
  values: ReadonlyMap<string, TfValue>,
  nodes: OnnxNode[],
  constants: OnnxTensor[],
  names: ConvertedNames,
): TfValue {
  const inputs = node.inputs.map((name) => values.get(name)!);
  if (node.op === 'Placeholder') return { tensor: names.input, dims: pictureDims(node) };
  if (node.op === 'Const') {
    checkAttributes(node, {}, ['dtype', 'value']);
    return { constant: constantAttribute(node, 'value') };
  }
  if (node.op === 'Identity') {
    checkAttributes(node, FLOATS);
    if (inputs.length !== 1) throw wrongNode(node, `expected 1 input but found ${inputs.length}`);
    return inputs[0]!;
  }
  const conversion = Object.hasOwn(TF_OPERATIONS, node.op) ? TF_OPERATIONS[node.op] : undefined;
  if (conversion === undefined) throw wrongNode(node, 'unknown operation');
  const { opType, inputs: sources, attributes = {}, constants: own = [], dims } = conversion(node, inputs);
  nodes.push({ opType, inputs: sources, output: node.name, attributes });
  for (const { name, value } of own) constants.push(floatTensor(node, name, value));
  return { tensor: node.name, dims };
}

/** [batch, height, width, 3] of any batch size in TensorFlow, [1, 3, height, width] here. */
function pictureDims(node: TfNode): number[] {
  checkAttributes(node, { dtype: { type: 'float' } }, ['shape']);
  const value = node.attributes.shape;
  const dims = typeof value === 'object' && 'shape' in value ? value.shape : [];
  const [batch, height, width, channels] = dims as [number, number, number, number];
  if (dims.length !== 4 || batch !== -1 || !(height > 0 && width > 0 && channels > 0)) {
    throw wrongNode(node, `expected a batch of pictures but found ${dimsText(dims)}`);
  }
  return [1, channels, height, width];
}

function floatTensor(node: TfNode, name: string, { elementType, dims, bytes }: TfConstant): OnnxTensor {
  if (elementType !== 'float') throw wrongNode(node, `expected floats but found ${elementType}`);
  return { name, dims, dataType: FLOAT32, data: bytes };
}

function only(nodes: readonly TfNode[], matches: (node: TfNode) => boolean, what: string): TfNode {
  const found = nodes.filter(matches);
  if (found.length !== 1) {
    const which = found.length === 0 ? 'none' : found.map(({ name }) => name).join(', ');
    throw new ConversionError(`Expected one ${what} but found ${which}`);
  }
  return found[0]!;
}
