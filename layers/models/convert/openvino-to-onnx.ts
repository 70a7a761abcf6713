import { ConversionError } from './conversion-error.ts';
import { checkAttributes, integers, wrongLayer } from './ir-attributes.ts';
import { type OnnxNode, writeOnnx } from './onnx-model.ts';
import { ConstantStore, readConstant } from './openvino-constants.ts';
import { type IrLayer, type IrNetwork, readOpenvinoIr } from './openvino-ir.ts';
import { IR_OPERATIONS, type IrValue } from './openvino-operations.ts';
import { dimsText, sameDims } from './shapes.ts';

/** What the graph of the result and its tensors are called. */
export interface ConvertedNames {
  readonly graph: string;
  readonly input: string;
  readonly output: string;
}

/**
 * Converts a network of OpenVINO's intermediate representation to ONNX without changing a value. Published for a batch of
 * one, it becomes one of any batch size: every operation that is known here treats the images of a batch one by one.
 * The output is flattened to [N, values].
 *
 * @param xml the description
 * @param weights the .bin file
 * @returns the ONNX file; the same input makes the same bytes
 * @throws ConversionError naming what it does not know
 */
export function openvinoToOnnx(xml: string, weights: Uint8Array, names: ConvertedNames): Uint8Array {
  const network = readOpenvinoIr(xml, weights);
  const constants = new ConstantStore();
  const nodes: OnnxNode[] = [];
  const values = new Map<string, IrValue>();
  for (const layer of network.layers) {
    if (layer.version !== 'opset1') throw wrongLayer(layer, `unknown operation set ${layer.version}`);
    if (layer.type === 'Result') continue;
    values.set(layer.id, convertLayer(layer, network, values, constants, nodes, names));
  }
  const input = one(network.layers, 'Parameter').outputDims!;
  const last = sourceOf(one(network.layers, 'Result'), values);
  if (!('tensor' in last)) throw new ConversionError('The result of the network is a constant');
  nodes.push({ opType: 'Flatten', inputs: [last.tensor], output: names.output, attributes: { axis: 1 } });
  return writeOnnx({
    name: names.graph,
    nodes: [...constants.casts, ...nodes],
    constants: constants.tensors,
    input: { name: names.input, dims: ['N', ...input.slice(1)] },
    output: { name: names.output, dims: ['N', last.dims.slice(1).reduce((product, size) => product * size, 1)] },
  });
}

function convertLayer(
  layer: IrLayer,
  network: IrNetwork,
  values: ReadonlyMap<string, IrValue>,
  constants: ConstantStore,
  nodes: OnnxNode[],
  names: ConvertedNames,
): IrValue {
  if (layer.outputDims === null) throw wrongLayer(layer, 'expected an output');
  if (layer.type === 'Parameter') return { tensor: names.input, dims: parameterDims(layer) };
  if (layer.type === 'Const') {
    const constant = readConstant(layer, network.weights);
    return { constant, id: layer.id, dims: constant.dims };
  }
  if (layer.type === 'Convert') return convertConstant(layer, sourceOf(layer, values));

  const conversion = Object.hasOwn(IR_OPERATIONS, layer.type) ? IR_OPERATIONS[layer.type] : undefined;
  if (conversion === undefined) throw wrongLayer(layer, 'unknown operation');
  const inputs = layer.sources.map((id) => values.get(id)!);
  const { dims, ...node } = conversion(layer, inputs, constants);
  if (!sameDims(dims, layer.outputDims)) {
    throw wrongLayer(layer, `its output is ${dimsText(dims)}, but ${dimsText(layer.outputDims)} is published`);
  }
  const tensor = `t${layer.id}`;
  nodes.push({ ...node, name: layer.name, output: tensor });
  return { tensor, dims };
}

function parameterDims(layer: IrLayer): readonly number[] {
  checkAttributes(layer, { element_type: 'f32' }, ['shape']);
  const dims = integers(layer, 'shape', 1);
  if (!sameDims(dims, layer.outputDims!) || dims.length !== 4 || dims[0] !== 1) {
    throw wrongLayer(layer, `expected a batch of one picture but found ${dimsText(dims)}`);
  }
  return dims;
}

/** Only constants are converted: from the precision in which they are kept to that of the computation. */
function convertConstant(layer: IrLayer, value: IrValue): IrValue {
  checkAttributes(layer, { destination_type: 'f32' });
  if (!('constant' in value)) throw wrongLayer(layer, 'expected a constant to convert');
  if (!sameDims(value.dims, layer.outputDims!)) {
    throw wrongLayer(layer, `its output is ${dimsText(value.dims)}, but ${dimsText(layer.outputDims!)} is published`);
  }
  return { ...value, id: layer.id };
}

function sourceOf(layer: IrLayer, values: ReadonlyMap<string, IrValue>): IrValue {
  if (layer.sources.length !== 1) throw wrongLayer(layer, `expected 1 input but found ${layer.sources.length}`);
  return values.get(layer.sources[0]!)!;
}

function one(layers: readonly IrLayer[], type: string): IrLayer {
  const found = layers.filter((layer) => layer.type === type);
  if (found.length !== 1) throw new ConversionError(`Expected one ${type} but found ${found.length}`);
  return found[0]!;
}
