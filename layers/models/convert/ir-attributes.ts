import { ConversionError } from './conversion-error.ts';
import type { IrLayer } from './openvino-ir.ts';

/** What the converter says of a layer that it cannot convert. */
export function wrongLayer({ type, name }: IrLayer, what: string): ConversionError {
  return new ConversionError(`${type} ${name}: ${what}`);
}

/**
 * Holds a layer to the attributes that its conversion knows.
 *
 * @param fixed attributes that must have this one value
 * @param read attributes that the conversion reads
 * @throws ConversionError naming an attribute that is unknown, missing or of another value
 */
export function checkAttributes(
  layer: IrLayer,
  fixed: Readonly<Record<string, string>>,
  read: readonly string[] = [],
): void {
  for (const [name, value] of Object.entries(layer.attributes)) {
    if (Object.hasOwn(fixed, name)) {
      if (value !== fixed[name]) throw wrongLayer(layer, `expected ${name} ${fixed[name]} but found ${value}`);
    } else if (!read.includes(name)) {
      throw wrongLayer(layer, `unknown attribute ${name}`);
    }
  }
  for (const name of [...Object.keys(fixed), ...read]) {
    if (!Object.hasOwn(layer.attributes, name)) throw wrongLayer(layer, `attribute ${name} is missing`);
  }
}

/**
 * An attribute that is a list of whole numbers, like `strides="2, 2"`.
 *
 * @throws ConversionError when it is not
 */
export function integers(layer: IrLayer, name: string, min: number, length?: number): number[] {
  const text = layer.attributes[name]!;
  const values = text.split(',').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN));
  if (!values.every((value) => value >= min) || (length !== undefined && values.length !== length)) {
    const count = length === undefined ? '' : `${length} `;
    throw wrongLayer(layer, `expected ${count}whole numbers from ${min} for ${name} but found ${text}`);
  }
  return values;
}
