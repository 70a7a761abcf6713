import { describe, expect, it } from 'vitest';
import { ConversionError } from '../../../../layers/models/convert/conversion-error.ts';
import { tensorflowToOnnx } from '../../../../layers/models/convert/tensorflow-to-onnx.ts';
import { describeUnless } from '../../../support/shared.ts';
import { given, noOriginals, original } from '../originals.ts';
import { runOnnx } from './run-onnx.ts';
import { type GraphNode, tinyGraph } from './tiny-graph.ts';

const NAMES = { graph: 'tiny', input: 'input', output: 'quality' };

/** The graph's arithmetic, by hand, on an image of two planes of 5 x 5. */
function expected(planes: readonly (readonly number[])[]): number {
  const at = (plane: readonly number[], row: number, column: number): number =>
    row < 0 || column < 0 || row > 4 || column > 4 ? 0 : plane[row * 5 + column]!;
  const means = [0, 0];
  for (const row of [0, 2, 4]) {
    for (const column of [0, 2, 4]) {
      // SAME with stride 2 over 5: one line of padding on every side.
      const maps = [at(planes[0]!, row, column), 2 * at(planes[1]!, row - 1, column - 1)];
      means[0]! += Math.max(0, (maps[0]! - 0.5) / Math.sqrt(3 + 1)) / 9;
      means[1]! += Math.max(0, (2 * maps[1]!) / Math.sqrt(0 + 1) - 1) / 9;
    }
  }
  return 1 / (1 + Math.exp(-(means[0]! - 0.25 * means[1]! + 0.5)));
}

describe('a TensorFlow graph as ONNX', () => {
  it('computes what the graph says, for any batch size', async () => {
    const pictures = [3, 7].map((step) =>
      [0, 1].map((plane) => Array.from({ length: 25 }, (_, i) => ((i * step + plane * 5) % 11) / 4)),
    );
    const output = await runOnnx(
      tensorflowToOnnx(tinyGraph(), NAMES),
      Float32Array.from(pictures.flat(2)),
      [2, 2, 5, 5],
    );
    expect(output.dims).toEqual([2, 1]);
    for (const [i, planes] of pictures.entries()) expect(output.data[i]).toBeCloseTo(expected(planes), 6);
  });

  it('is the same to the byte each time', () => {
    const convert = () => Buffer.from(tensorflowToOnnx(tinyGraph(), NAMES));
    expect(convert().equals(convert())).toBe(true);
  });

  it.each<[what: string, node: string, change: (node: GraphNode) => void, message: string]>([
    ['an unknown operation', 'relu', (node) => (node.op = 'Relu6'), 'Relu6 relu: unknown operation'],
    ['an unknown attribute', 'relu', ({ attr }) => (attr!.alpha = { f: 0.5 }), 'Relu relu: unknown attribute alpha'],
    [
      'another order of axes',
      'pool',
      ({ attr }) => (attr!.data_format = { s: Buffer.from('NCHW') }),
      'AvgPool pool: expected data_format NHWC but found NCHW',
    ],
    [
      'a graph in training',
      'norm',
      ({ attr }) => (attr!.is_training = { b: true }),
      'FusedBatchNorm norm: expected is_training false but found true',
    ],
    [
      'a missing attribute',
      'norm',
      ({ attr }) => delete attr!.epsilon,
      'FusedBatchNorm norm: attribute epsilon is missing',
    ],
    [
      'padding of another kind',
      'scope/depthwise',
      ({ attr }) => (attr!.padding = { s: Buffer.from('VALID') }),
      'DepthwiseConv2dNative scope/depthwise: expected padding SAME but found VALID',
    ],
    [
      'strides over channels',
      'scope/depthwise',
      ({ attr }) => (attr!.strides = { list: { i: [1, 2, 2, 2] } }),
      'DepthwiseConv2dNative scope/depthwise: unknown strides [1,2,2,2]',
    ],
    ['double precision', 'relu', ({ attr }) => (attr!.T = { type: 2 }), 'Relu relu: expected T {"type":"float"}'],
    ['a missing input', 'relu', (node) => (node.input = ['gone']), 'Relu relu: its input gone is no node before it'],
    ['an input too many', 'relu', (node) => node.input!.push('norm'), 'Relu relu: expected 1 inputs but found 2'],
    [
      'a second output of a node',
      'relu',
      (node) => (node.input = ['norm:1']),
      'Relu relu: its input norm:1 is no node before it',
    ],
    [
      'weights that do not fit',
      'picture',
      ({ attr }) => (attr!.shape = { shape: { dim: [{ size: -1 }, { size: 5 }, { size: 5 }, { size: 3 }] } }),
      'DepthwiseConv2dNative scope/depthwise: weights of 3x3x2x1 do not fit an input of 1x3x5x5',
    ],
    [
      'too few values',
      'scale',
      ({ attr }) => (attr!.value = { tensor: { dtype: 1, tensorShape: { dim: [{ size: 2 }] }, floatVal: [1] } }),
      'Const scale: expected 2 values for 2 but found 1',
    ],
    [
      'a reshaping that is no flattening',
      'pool',
      ({ attr }) => (attr!.ksize = { list: { i: [1, 2, 2, 1] } }),
      'Reshape flat: unknown reshaping of 1x2x2x2 to -1, 2',
    ],
    [
      'a shape that is not known',
      'picture',
      ({ attr }) => (attr!.shape = { shape: { unknownRank: true } }),
      'Placeholder picture: unknown shape',
    ],
    ['two outputs', 'sigmoid', (node) => (node.input = ['product']), 'Expected one output but found biased, sigmoid'],
  ])('%s is an error that names it', (_, name, change, message) => {
    const convert = () =>
      tensorflowToOnnx(
        tinyGraph((nodes) => void change(nodes.get(name)!)),
        NAMES,
      );
    expect(convert).toThrow(ConversionError);
    expect(convert).toThrow(message);
  });

  it.each([
    ['a file that was cut off', () => tinyGraph().subarray(0, 700)],
    ['text', () => Buffer.from('<html>not found</html>')],
    ['an empty file', () => new Uint8Array()],
  ])('%s is an error', (_, bytes) => {
    expect(() => tensorflowToOnnx(bytes(), NAMES)).toThrow(ConversionError);
  });
});

describeUnless(noOriginals, "LightQNet's published graphs as ONNX", () => {
  it.each(['lightqnet-dm100', 'lightqnet-dm050'])('%s is the given ONNX file to the byte', (name) => {
    const onnx = tensorflowToOnnx(original(`${name}.pb`), { graph: 'lightqnet', input: 'input', output: 'quality' });
    expect(Buffer.from(onnx).equals(given(`${name}.onnx`))).toBe(true);
  });
});
