import { ConversionError } from './conversion-error.ts';
import {
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ATTRIBUTE_INTS,
  FLOAT16,
  FLOAT32,
  modelFormat,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
  writeOnnx,
} from './onnx-model.ts';
import { dimsText, elements } from './shapes.ts';

interface AttributeMessage {
  readonly name?: string;
  readonly f?: number;
  readonly i?: number;
  readonly ints: readonly number[];
  readonly type?: number;
}

interface NodeMessage {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly attribute: readonly AttributeMessage[];
}

interface TensorMessage {
  readonly dims: readonly number[];
  readonly dataType?: number;
  readonly name?: string;
  readonly rawData?: Uint8Array;
}

interface ValueMessage {
  readonly name?: string;
  readonly type?: { tensorType?: { shape?: { dim: readonly { dimValue?: number; dimParam?: string }[] } } };
}

interface ModelMessage {
  readonly graph?: {
    readonly node: readonly NodeMessage[];
    readonly name?: string;
    readonly initializer: readonly TensorMessage[];
    readonly input: readonly ValueMessage[];
    readonly output: readonly ValueMessage[];
  };
}

/**
 * Reads an ONNX file as `writeOnnx` writes it. A file that holds anything else, or the same in another form, is rejected:
 * what is not known here cannot be kept.
 *
 * @throws ConversionError
 */
export function readOnnx(bytes: Uint8Array): OnnxGraph {
  const { graph } = modelFormat.decode(bytes) as ModelMessage;
  if (graph === undefined) throw new ConversionError('The ONNX file holds no graph');
  const [input, output] = [only(graph.input, 'input'), only(graph.output, 'output')];
  const read: OnnxGraph = {
    name: graph.name ?? '',
    nodes: graph.node.map(nodeOf),
    constants: graph.initializer.map(tensorOf),
    input: tensorValueOf(input),
    output: tensorValueOf(output),
  };
  if (Buffer.compare(writeOnnx(read), bytes) !== 0) {
    throw new ConversionError('The ONNX file holds something that is not known here, or was not written here');
  }
  return read;
}

function nodeOf({ input, output, name, opType = '', attribute }: NodeMessage): OnnxNode {
  if (output.length !== 1) throw new ConversionError(`${opType} ${name ?? ''}: ${output.length} outputs`);
  const attributes = Object.fromEntries(attribute.map((one) => [one.name, attributeOf(one, `${opType} ${output[0]}`)]));
  return { opType, ...(name === undefined ? {} : { name }), inputs: input, output: output[0]!, attributes };
}

function attributeOf({ name, f = 0, i = 0, ints, type }: AttributeMessage, where: string): OnnxAttribute {
  if (type === ATTRIBUTE_FLOAT) return { float: f };
  if (type === ATTRIBUTE_INT) return i;
  if (type === ATTRIBUTE_INTS) return ints;
  throw new ConversionError(`${where}: attribute ${name} has the unknown type ${type}`);
}

function tensorOf({ dims, dataType, name = '', rawData = new Uint8Array() }: TensorMessage): OnnxTensor {
  if (dataType !== FLOAT32 && dataType !== FLOAT16) {
    throw new ConversionError(`Constant ${name}: unknown type ${dataType}`);
  }
  if (rawData.length !== elements(dims) * (dataType === FLOAT32 ? 4 : 2)) {
    throw new ConversionError(`Constant ${name}: ${rawData.length} bytes are no ${dimsText(dims)} values`);
  }
  return { name, dims, dataType, data: rawData };
}

function tensorValueOf({ name = '', type }: ValueMessage): OnnxValue {
  const dims = type?.tensorType?.shape?.dim ?? [];
  return { name, dims: dims.map(({ dimParam, dimValue = 0 }) => dimParam ?? dimValue) };
}

function only(values: readonly ValueMessage[], what: string): ValueMessage {
  if (values.length !== 1) throw new ConversionError(`Expected one ${what} of the graph but found ${values.length}`);
  return values[0]!;
}
