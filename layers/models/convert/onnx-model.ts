import { messageFormat } from './protobuf.ts';

/** Element types of ONNX tensors that are written here (TensorProto.DataType). */
export const FLOAT32 = 1;
export const FLOAT16 = 10;

/** Field types of attributes (AttributeProto.AttributeType). */
export const ATTRIBUTE_FLOAT = 1;
export const ATTRIBUTE_INT = 2;
export const ATTRIBUTE_INTS = 7;

/** Version 13 of the operators, and the version of the file format that came with it or soon after. */
const OPSET_VERSION = 13;
const IR_VERSION = 8;

/** A constant: little endian, row-major. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: typeof FLOAT32 | typeof FLOAT16;
  readonly data: Uint8Array;
}

/** An integer, a list of integers, or a float. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly opType: string;
  /** Where it came from; absent for nodes that the conversion adds. */
  readonly name?: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A float32 tensor that goes in or comes out; a dimension that is a string takes any value. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly input: OnnxValue;
  readonly output: OnnxValue;
}

/** The file format; messages are as onnx.proto describes them. */
export const modelFormat = messageFormat<object>('onnx.proto', 'onnx.ModelProto');

/** Writes a graph as an ONNX file. The same graph always makes the same bytes. */
export function writeOnnx(graph: OnnxGraph): Uint8Array {
  return modelFormat.encode({
    irVersion: IR_VERSION,
    graph: {
      node: graph.nodes.map(nodeMessage),
      name: graph.name,
      initializer: graph.constants.map(({ name, dims, dataType, data }) => ({ name, dims, dataType, rawData: data })),
      input: [valueMessage(graph.input)],
      output: [valueMessage(graph.output)],
    },
    opsetImport: [{ domain: '', version: OPSET_VERSION }],
  });
}

function nodeMessage({ opType, name, inputs, output, attributes = {} }: OnnxNode): object {
  const attribute = Object.entries(attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => attributeMessage(key, value));
  return { input: inputs, output: [output], ...(name === undefined ? {} : { name }), opType, attribute };
}

function attributeMessage(name: string, value: OnnxAttribute): object {
  if (typeof value === 'number') return { name, i: value, type: ATTRIBUTE_INT };
  if ('float' in value) return { name, f: value.float, type: ATTRIBUTE_FLOAT };
  return { name, ints: value, type: ATTRIBUTE_INTS };
}

function valueMessage({ name, dims }: OnnxValue): object {
  const dim = dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: FLOAT32, shape: { dim } } } };
}
