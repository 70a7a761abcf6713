import { ConversionError } from './conversion-error.ts';
import type { TfAttribute, TfConstant, TfNode } from './tensorflow-graph.ts';

/** What the converter says of a node that it cannot convert. */
export function wrongNode({ op, name }: TfNode, what: string): ConversionError {
  return new ConversionError(`${op} ${name}: ${what}`);
}

/** The attribute that says that an operation works on float32. */
export const FLOATS: Readonly<Record<string, TfAttribute>> = { T: { type: 'float' } };

/**
 * Holds a node to the attributes that its conversion knows.
 *
 * @param fixed attributes that must have this one value
 * @param read attributes that the conversion reads
 * @throws ConversionError naming an attribute that is unknown, missing or of another value
 */
export function checkAttributes(
  node: TfNode,
  fixed: Readonly<Record<string, TfAttribute>>,
  read: readonly string[] = [],
): void {
  for (const [name, value] of Object.entries(node.attributes)) {
    if (Object.hasOwn(fixed, name)) {
      if (text(value) !== text(fixed[name]!)) {
        throw wrongNode(node, `expected ${name} ${text(fixed[name]!)} but found ${text(value)}`);
      }
    } else if (!read.includes(name)) {
      throw wrongNode(node, `unknown attribute ${name}`);
    }
  }
  for (const name of [...Object.keys(fixed), ...read]) {
    if (!Object.hasOwn(node.attributes, name)) throw wrongNode(node, `attribute ${name} is missing`);
  }
}

function text(value: TfAttribute): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Height and width from a list for [batch, height, width, channels] that leaves batch and channels alone.
 *
 * @throws ConversionError when it is not such a list
 */
export function heightAndWidth(node: TfNode, name: string): [number, number] {
  const value = node.attributes[name];
  if (Array.isArray(value) && value.length === 4 && value[0] === 1 && value[3] === 1) {
    const [, height, width] = value as [number, number, number];
    if (height > 0 && width > 0) return [height, width];
  }
  throw wrongNode(node, `unknown ${name} ${JSON.stringify(value)}`);
}

/** @throws ConversionError when the attribute is no constant */
export function constantAttribute(node: TfNode, name: string): TfConstant {
  const value = node.attributes[name];
  if (typeof value === 'object' && 'constant' in value) return value.constant;
  throw wrongNode(node, `expected a constant for ${name}`);
}
