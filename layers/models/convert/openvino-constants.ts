import { ConversionError } from './conversion-error.ts';
import { float16ToFloat32 } from './float16.ts';
import { checkAttributes, integers, wrongLayer } from './ir-attributes.ts';
import { FLOAT16, FLOAT32, type OnnxNode, type OnnxTensor } from './onnx-model.ts';
import type { IrLayer } from './openvino-ir.ts';
import { dimsText, elements, sameDims } from './shapes.ts';

/** Values that are part of the network, in the precision in which they were published. */
export interface IrConstant {
  readonly elementType: 'f16' | 'f32';
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

/** Fewer values than these take less room as float32 than as float16 with the node that widens them. */
const WORTH_FLOAT16 = 16;

/**
 * The values that a Const layer points to.
 *
 * @throws ConversionError when they are of another type than f16 or f32, or not where the layer says
 */
export function readConstant(layer: IrLayer, weights: Uint8Array): IrConstant {
  checkAttributes(layer, {}, ['element_type', 'shape', 'offset', 'size']);
  const { element_type: elementType } = layer.attributes;
  if (elementType !== 'f16' && elementType !== 'f32') throw wrongLayer(layer, `unknown element_type ${elementType}`);
  const dims = integers(layer, 'shape', 1);
  if (!sameDims(dims, layer.outputDims ?? [])) {
    throw wrongLayer(layer, `shape ${dimsText(dims)} differs from its output ${dimsText(layer.outputDims ?? [])}`);
  }
  const [offset] = integers(layer, 'offset', 0, 1) as [number];
  const [size] = integers(layer, 'size', 0, 1) as [number];
  const expected = elements(dims) * (elementType === 'f16' ? 2 : 4);
  if (size !== expected) throw wrongLayer(layer, `expected size ${expected} but found ${size}`);
  if (offset + size > weights.length) {
    throw wrongLayer(layer, `expected ${offset + size} bytes of weights but there are ${weights.length}`);
  }
  return { elementType, dims, bytes: weights.subarray(offset, offset + size) };
}

/**
 * Collects the constants of an ONNX graph. Those published as float16 stay float16 in the file, which halves it, with a
 * Cast node that the runtime folds away when it loads the model: computation is in float32, as in the published form.
 */
export class ConstantStore {
  readonly casts: OnnxNode[] = [];
  readonly #float32: OnnxTensor[] = [];
  readonly #float16: OnnxTensor[] = [];
  readonly #names = new Set<string>();

  get tensors(): OnnxTensor[] {
    return [...this.#float32, ...this.#float16];
  }

  /**
   * Adds a constant under a name; a second one of the same name must be the same constant.
   *
   * @param dims its dimensions in the graph; as many elements as the constant has
   * @returns the name
   */
  add(name: string, constant: IrConstant, dims: readonly number[]): string {
    if (elements(dims) !== elements(constant.dims)) {
      throw new ConversionError(`${name}: ${dimsText(constant.dims)} cannot become ${dimsText(dims)}`);
    }
    if (this.#names.has(name)) return name;
    this.#names.add(name);
    if (constant.elementType === 'f32') {
      this.#float32.push({ name, dims, dataType: FLOAT32, data: constant.bytes });
    } else if (elements(dims) < WORTH_FLOAT16) {
      this.#float32.push({ name, dims, dataType: FLOAT32, data: float16ToFloat32(constant.bytes) });
    } else {
      this.#float16.push({ name: `${name}_h`, dims, dataType: FLOAT16, data: constant.bytes });
      this.casts.push({ opType: 'Cast', inputs: [`${name}_h`], output: name, attributes: { to: FLOAT32 } });
    }
    return name;
  }
}
