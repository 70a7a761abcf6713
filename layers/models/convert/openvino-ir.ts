import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ConversionError } from './conversion-error.ts';
import { elements } from './shapes.ts';

/** A layer of OpenVINO's intermediate representation. */
export interface IrLayer {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Operation set, e.g. opset1. */
  readonly version: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Ids of the layers that feed its inputs, in the order of its ports. */
  readonly sources: readonly string[];
  /** Dimensions of its one output; `null` for a Result. */
  readonly outputDims: readonly number[] | null;
}

/** A network as published: layers in the order of the file, and the bytes that its constants point into. */
export interface IrNetwork {
  readonly layers: readonly IrLayer[];
  readonly weights: Uint8Array;
}

/** Version of the file format that is read here (https://docs.openvino.ai/2023.0/openvino_docs_MO_DG_IR_and_opsets.html). */
const IR_VERSION = '11';

const LISTS = new Set(['layer', 'edge', 'port', 'dim']);

type Element = Record<string, unknown>;

/**
 * Reads the two files of an OpenVINO network.
 *
 * @param xml the description
 * @param weights the .bin file
 * @throws ConversionError for anything but a network of version 11 whose layers have at most one output each
 */
export function readOpenvinoIr(xml: string, weights: Uint8Array): IrNetwork {
  const net = child(parseXml(xml), 'net');
  if (text(net, 'version') !== IR_VERSION) {
    throw new ConversionError(`Expected an IR of version ${IR_VERSION} but received ${text(net, 'version')}`);
  }
  const edges = new Map<string, string>();
  for (const edge of children(child(net, 'edges'), 'edge')) {
    const to = `${text(edge, 'to-layer')}:${text(edge, 'to-port')}`;
    if (edges.has(to)) throw new ConversionError(`Two edges lead to port ${to}`);
    edges.set(to, `${text(edge, 'from-layer')}:${text(edge, 'from-port')}`);
  }
  const outputPorts = new Set<string>();
  const layers = children(child(net, 'layers'), 'layer').map((element) => readLayer(element, edges, outputPorts));
  return { layers, weights };
}

function parseXml(xml: string): Element {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    isArray: (name) => LISTS.has(name),
  });
  // The parser alone would make something of most damaged files.
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new ConversionError(`The description is no XML: ${valid.err.msg}`);
  try {
    return parser.parse(xml) as Element;
  } catch (error) {
    throw new ConversionError(`The description is no XML: ${(error as Error).message}`);
  }
}

/** @param outputPorts the output ports of the layers before this one; its own is added */
function readLayer(element: Element, edges: ReadonlyMap<string, string>, outputPorts: Set<string>): IrLayer {
  const id = text(element, 'id');
  const layer = { id, name: text(element, 'name'), type: text(element, 'type'), version: text(element, 'version') };
  const wrong = (what: string): ConversionError => new ConversionError(`${layer.type} ${layer.name}: ${what}`);

  const sources = children(child(element, 'input'), 'port').map((port) => {
    const from = edges.get(`${id}:${text(port, 'id')}`);
    if (from === undefined) throw wrong(`nothing leads to input port ${text(port, 'id')}`);
    if (!outputPorts.has(from)) throw wrong(`its input ${from} is no output of a layer before it`);
    return from.slice(0, from.indexOf(':'));
  });

  const outputs = children(child(element, 'output'), 'port');
  if (outputs.length > 1) throw wrong(`expected at most one output but found ${outputs.length}`);
  const [output] = outputs;
  if (output !== undefined) outputPorts.add(`${id}:${text(output, 'id')}`);
  return {
    ...layer,
    attributes: attributesOf(child(element, 'data')),
    sources,
    outputDims: output === undefined ? null : dimsOf(output, wrong),
  };
}

function dimsOf(port: Element, wrong: (what: string) => ConversionError): number[] {
  const dims = ((port.dim as unknown[] | undefined) ?? []).map(Number);
  if (!dims.every((size) => Number.isInteger(size) && size > 0) || !Number.isSafeInteger(elements(dims))) {
    throw wrong(`expected sizes above 0 for its output but found ${dims.join(', ')}`);
  }
  return dims;
}

function attributesOf(element: Element): Record<string, string> {
  const entries = Object.entries(element).filter(([name]) => name.startsWith('@'));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(1), String(value)]));
}

/** An element without attributes or content is parsed as an empty string. */
function child(element: Element, name: string): Element {
  const found = element[name];
  return typeof found === 'object' && found !== null ? (found as Element) : {};
}

function children(element: Element, name: string): Element[] {
  const found = (element[name] as unknown[] | undefined) ?? [];
  return found.map((item) => (typeof item === 'object' && item !== null ? (item as Element) : {}));
}

function text(element: Element, attribute: string): string {
  const value = element[`@${attribute}`];
  if (typeof value !== 'string') throw new ConversionError(`The description lacks an attribute ${attribute}`);
  return value;
}
