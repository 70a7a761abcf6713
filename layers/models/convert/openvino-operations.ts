import { checkAttributes, integers, wrongLayer } from './ir-attributes.ts';
import type { OnnxAttribute } from './onnx-model.ts';
import type { ConstantStore, IrConstant } from './openvino-constants.ts';
import type { IrLayer } from './openvino-ir.ts';
import { broadcast, dimsText, elements, windowOutput } from './shapes.ts';

/** What feeds an operation: the output of another one, or a constant with the id of the layer that held it last. */
export type IrValue =
  | { readonly tensor: string; readonly dims: readonly number[] }
  | { readonly constant: IrConstant; readonly id: string; readonly dims: readonly number[] };

/** An operation as an ONNX node: `dims` are those that follow from its inputs. */
interface ConvertedOperation {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly dims: readonly number[];
}

type Conversion = (layer: IrLayer, inputs: readonly IrValue[], constants: ConstantStore) => ConvertedOperation;

/**
 * The operations of OpenVINO's opset1 that this project's networks use, each as one ONNX operation
 * (https://docs.openvino.ai/2023.0/openvino_docs_ops_opset1.html).
 */
export const IR_OPERATIONS: Readonly<Record<string, Conversion>> = {
  Multiply: elementwise('Mul'),
  Add: elementwise('Add'),
  Convolution: convolution,
  GroupConvolution: convolution,
  PReLU: prelu,
  AvgPool: averagePool,
  Sigmoid: sigmoid,
};

function elementwise(opType: string): Conversion {
  return (layer, inputs, constants) => {
    checkAttributes(layer, { auto_broadcast: 'numpy' });
    const [a, b] = inputsOf(layer, inputs, 2) as [IrValue, IrValue];
    const dims = broadcast(a.dims, b.dims);
    if (dims === null) throw wrongLayer(layer, `inputs ${dimsText(a.dims)} and ${dimsText(b.dims)} do not fit`);
    return { opType, inputs: [nameOf(layer, a, constants), nameOf(layer, b, constants)], dims };
  };
}

/** Weights are [out, in, height, width], or [groups, out, in, height, width] with out and in counted for each group. */
function convolution(layer: IrLayer, inputs: readonly IrValue[], constants: ConstantStore): ConvertedOperation {
  checkAttributes(layer, { auto_pad: 'explicit' }, ['strides', 'dilations', 'pads_begin', 'pads_end']);
  const [picture, filter] = inputsOf(layer, inputs, 2) as [IrValue, IrValue];
  const weights = constantOf(layer, filter, 'weights');
  const grouped = layer.type === 'GroupConvolution';
  if (weights.dims.length !== (grouped ? 5 : 4)) {
    throw wrongLayer(layer, `unknown weights of ${dimsText(weights.dims)}`);
  }
  const [group, out, channels, ...kernel] = (grouped ? weights.dims : [1, ...weights.dims]) as [number, number, number];
  if (picture.dims.length !== 4 || picture.dims[1] !== group * channels) {
    throw wrongLayer(layer, `weights of ${dimsText(weights.dims)} do not fit an input of ${dimsText(picture.dims)}`);
  }
  const window = {
    kernel,
    strides: integers(layer, 'strides', 1, 2),
    dilations: integers(layer, 'dilations', 1, 2),
    pads: pads(layer),
  };
  return {
    opType: 'Conv',
    inputs: [
      nameOf(layer, picture, constants),
      constants.add(`w${layer.id}`, weights, [group * out, channels, ...kernel]),
    ],
    attributes: {
      group,
      kernel_shape: kernel,
      strides: window.strides,
      dilations: window.dilations,
      pads: window.pads,
    },
    dims: [picture.dims[0]!, group * out, ...windowOutput(picture.dims.slice(2), window)],
  };
}

/** OpenVINO's slope has one value, or one for each channel; ONNX stretches it from the right. */
function prelu(layer: IrLayer, inputs: readonly IrValue[], constants: ConstantStore): ConvertedOperation {
  checkAttributes(layer, {});
  const [picture, second] = inputsOf(layer, inputs, 2) as [IrValue, IrValue];
  const slope = constantOf(layer, second, 'a slope');
  const count = elements(slope.dims);
  if (slope.dims.length !== 1 || picture.dims.length !== 4 || (count !== 1 && count !== picture.dims[1])) {
    throw wrongLayer(layer, `a slope of ${dimsText(slope.dims)} does not fit an input of ${dimsText(picture.dims)}`);
  }
  return {
    opType: 'PRelu',
    inputs: [nameOf(layer, picture, constants), constants.add(`s${layer.id}`, slope, [count, 1, 1])],
    dims: picture.dims,
  };
}

function averagePool(layer: IrLayer, inputs: readonly IrValue[], constants: ConstantStore): ConvertedOperation {
  checkAttributes(layer, { 'exclude-pad': 'true', auto_pad: 'explicit', rounding_type: 'floor' }, [
    'kernel',
    'strides',
    'pads_begin',
    'pads_end',
  ]);
  const [picture] = inputsOf(layer, inputs, 1) as [IrValue];
  const window = {
    kernel: integers(layer, 'kernel', 1, 2),
    strides: integers(layer, 'strides', 1, 2),
    dilations: [1, 1],
    pads: pads(layer),
  };
  return {
    opType: 'AveragePool',
    inputs: [nameOf(layer, picture, constants)],
    attributes: {
      kernel_shape: window.kernel,
      strides: window.strides,
      pads: window.pads,
      ceil_mode: 0,
      count_include_pad: 0,
    },
    dims: [...picture.dims.slice(0, 2), ...windowOutput(picture.dims.slice(2), window)],
  };
}

function sigmoid(layer: IrLayer, inputs: readonly IrValue[], constants: ConstantStore): ConvertedOperation {
  checkAttributes(layer, {});
  const [value] = inputsOf(layer, inputs, 1) as [IrValue];
  return { opType: 'Sigmoid', inputs: [nameOf(layer, value, constants)], dims: value.dims };
}

function pads(layer: IrLayer): number[] {
  return [...integers(layer, 'pads_begin', 0, 2), ...integers(layer, 'pads_end', 0, 2)];
}

function inputsOf(layer: IrLayer, inputs: readonly IrValue[], count: number): readonly IrValue[] {
  if (inputs.length !== count) throw wrongLayer(layer, `expected ${count} inputs but found ${inputs.length}`);
  return inputs;
}

function constantOf(layer: IrLayer, value: IrValue, what: string): IrConstant {
  if (!('constant' in value)) throw wrongLayer(layer, `expected ${what} that is constant`);
  return value.constant;
}

/** Constants have 1 as their first dimension, or few dimensions, so that the network stays one of any batch size. */
function nameOf(layer: IrLayer, value: IrValue, constants: ConstantStore): string {
  if ('tensor' in value) return value.tensor;
  if (value.dims.length > 3 && value.dims[0] !== 1) {
    throw wrongLayer(layer, `a constant of ${dimsText(value.dims)} belongs to a fixed batch`);
  }
  return constants.add(`c${value.id}`, value.constant, value.dims);
}
