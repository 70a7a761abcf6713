import { ConversionError } from './conversion-error.ts';
import { messageFormat } from './protobuf.ts';
import { dimsText, elements } from './shapes.ts';

/** Element types of TensorFlow tensors that are read here (types.proto). */
const DT_FLOAT = 1;
const DT_INT32 = 3;

/** Values that are part of the graph: little endian, row-major. */
export interface TfConstant {
  readonly elementType: 'float' | 'int32';
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

/** An attribute of an operation: text, whole number(s), float, flag, or what the reader makes of the other kinds. */
export type TfAttribute =
  | string
  | number
  | boolean
  | readonly number[]
  | { readonly type: string }
  | { readonly shape: readonly number[] }
  | { readonly constant: TfConstant };

/** An operation of a frozen graph. Attributes whose names start with `_` are TensorFlow's own notes and are left out. */
export interface TfNode {
  readonly name: string;
  readonly op: string;
  /** Names of the nodes that feed it. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, TfAttribute>>;
}

interface ShapeMessage {
  readonly dim: readonly { readonly size?: number }[];
  readonly unknownRank?: boolean;
}

interface TensorMessage {
  readonly dtype?: number;
  readonly tensorShape?: ShapeMessage;
  readonly tensorContent?: Uint8Array;
  readonly floatVal: readonly number[];
  readonly intVal: readonly number[];
}

interface AttributeMessage {
  readonly list?: { readonly s: readonly Uint8Array[]; readonly i: readonly number[] };
  readonly s?: Uint8Array;
  readonly i?: number;
  readonly f?: number;
  readonly b?: boolean;
  readonly type?: number;
  readonly shape?: ShapeMessage;
  readonly tensor?: TensorMessage;
}

interface NodeMessage {
  readonly name?: string;
  readonly op?: string;
  readonly input: readonly string[];
  readonly attr?: Readonly<Record<string, AttributeMessage>>;
}

const graphFormat = messageFormat<{ readonly node: readonly NodeMessage[] }>('tensorflow.proto', 'tensorflow.GraphDef');

/**
 * Reads a TensorFlow frozen graph.
 *
 * @throws ConversionError naming the node and what is unknown about it
 */
export function readTensorflowGraph(bytes: Uint8Array): TfNode[] {
  const { node: nodes } = graphFormat.decode(bytes);
  if (nodes.length === 0) throw new ConversionError('The graph has no nodes');
  const known = new Set<string>();
  return nodes.map(({ name = '', op = '', input, attr = {} }) => {
    const wrong = (what: string): ConversionError => new ConversionError(`${op} ${name}: ${what}`);
    const unknown = input.find((source) => !known.has(source));
    if (unknown !== undefined) throw wrong(`its input ${unknown} is no node before it`);
    if (known.has(name)) throw wrong('another node has this name');
    known.add(name);
    const attributes = Object.entries(attr)
      .filter(([key]) => !key.startsWith('_'))
      .map(([key, value]) => [key, readAttribute(key, value, wrong)] as const);
    return { name, op, inputs: input, attributes: Object.fromEntries(attributes) };
  });
}

function readAttribute(key: string, value: AttributeMessage, wrong: (what: string) => ConversionError): TfAttribute {
  if (value.s !== undefined) return Buffer.from(value.s).toString('latin1');
  if (value.i !== undefined) return value.i;
  if (value.f !== undefined) return value.f;
  if (value.b !== undefined) return value.b;
  if (value.list !== undefined && value.list.s.length === 0) return value.list.i;
  if (value.type !== undefined) return { type: typeName(value.type) };
  if (value.shape !== undefined) return { shape: dimsOf(value.shape, wrong) };
  if (value.tensor !== undefined) return { constant: readTensor(value.tensor, wrong) };
  throw wrong(`unknown kind of attribute ${key}`);
}

function readTensor(tensor: TensorMessage, wrong: (what: string) => ConversionError): TfConstant {
  const elementType = typeName(tensor.dtype ?? 0);
  if (elementType !== 'float' && elementType !== 'int32') throw wrong(`unknown element type ${elementType}`);
  const dims = dimsOf(tensor.tensorShape ?? { dim: [] }, wrong);
  const bytes = tensor.tensorContent?.length ? tensor.tensorContent : listedValues(tensor, elementType);
  if (bytes.length !== 4 * elements(dims)) {
    throw wrong(`expected ${elements(dims)} values for ${dimsText(dims)} but found ${bytes.length / 4}`);
  }
  return { elementType, dims, bytes };
}

function listedValues(tensor: TensorMessage, elementType: 'float' | 'int32'): Uint8Array {
  const values = elementType === 'float' ? tensor.floatVal : tensor.intVal;
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) {
    if (elementType === 'float') view.setFloat32(4 * i, value, true);
    else view.setInt32(4 * i, value, true);
  }
  return new Uint8Array(view.buffer);
}

function dimsOf(shape: ShapeMessage, wrong: (what: string) => ConversionError): number[] {
  if (shape.unknownRank === true) throw wrong('unknown shape');
  return shape.dim.map(({ size = 0 }) => size);
}

function typeName(type: number): string {
  return type === DT_FLOAT ? 'float' : type === DT_INT32 ? 'int32' : `type ${type}`;
}
