import { describe, expect, it } from 'vitest';
import { ConversionError } from '../../../../layers/models/convert/conversion-error.ts';
import { openvinoToOnnx } from '../../../../layers/models/convert/openvino-to-onnx.ts';
import { describeUnless } from '../../../support/shared.ts';
import { given, noOriginals, original } from '../originals.ts';
import { runOnnx } from './run-onnx.ts';
import { tinyNetworkWeights, tinyNetworkXml } from './tiny-network.ts';

const NAMES = { graph: 'tiny', input: 'picture', output: 'values' };

/** The network's arithmetic, by hand: constant planes r, g, b through the convolution, the slope and the sigmoid. */
function expected(r: number, g: number, b: number): number[] {
  return [r, -r - g + 0.5 * b].map((sum) => 1 / (1 + Math.exp(-(sum < 0 ? 0.25 * sum : sum))));
}

describe('a network in OpenVINO format as ONNX', () => {
  it('computes what the network says, for any batch size', async () => {
    const pictures = [
      [1, 2, 3],
      [-1, 0.5, 0],
    ];
    const data = Float32Array.from(pictures.flatMap((planes) => planes.flatMap((value) => Array(16).fill(value))));
    const onnx = openvinoToOnnx(tinyNetworkXml(), tinyNetworkWeights(), NAMES);
    const output = await runOnnx(onnx, data, [2, 3, 4, 4]);
    expect(output.dims).toEqual([2, 2]);
    const values = pictures.flatMap(([r, g, b]) => expected(r!, g!, b!));
    for (const [i, value] of values.entries()) expect(output.data[i]).toBeCloseTo(value, 6);
  });

  it('is the same to the byte each time', () => {
    const convert = () => Buffer.from(openvinoToOnnx(tinyNetworkXml(), tinyNetworkWeights(), NAMES));
    expect(convert().equals(convert())).toBe(true);
  });

  it.each<[what: string, from: string | RegExp, to: string, message: string]>([
    ['an unknown operation', 'type="Sigmoid"', 'type="Tanh"', 'Tanh layer-7: unknown operation'],
    [
      'an operation of another set',
      'type="Sigmoid" version="opset1"',
      'type="Sigmoid" version="opset9"',
      'Sigmoid layer-7: unknown operation set opset9',
    ],
    [
      'an unknown attribute',
      '<data strides',
      '<data groups="2" strides',
      'Convolution layer-2: unknown attribute groups',
    ],
    ['a missing attribute', ' dilations="1, 1"', '', 'Convolution layer-2: attribute dilations is missing'],
    [
      'an attribute of another value',
      /pads_end="0, 0" auto_pad="explicit" \//,
      'pads_end="0, 0" auto_pad="same_upper" /',
      'Convolution layer-2: expected auto_pad explicit but found same_upper',
    ],
    [
      'rounding upwards',
      'rounding_type="floor"',
      'rounding_type="ceil"',
      'AvgPool layer-6: expected rounding_type floor but found ceil',
    ],
    [
      'strides that are no numbers',
      '<data strides="1, 1"',
      '<data strides="1, x"',
      'Convolution layer-2: expected 2 whole numbers from 1 for strides but found 1, x',
    ],
    [
      'a shape that does not follow from the inputs',
      '<data strides="1, 1"',
      '<data strides="2, 2"',
      'Convolution layer-2: its output is 1x2x2x2, but 1x2x4x4 is published',
    ],
    ['constants of another type', 'element_type="f16"', 'element_type="i8"', 'Const layer-3: unknown element_type i8'],
    [
      'constants beyond the weights',
      'offset="24"',
      'offset="25"',
      'Const layer-3: expected 27 bytes of weights but there are 26',
    ],
    ['a constant of the wrong size', 'size="2"', 'size="4"', 'Const layer-3: expected size 2 but found 4'],
    [
      'a shape that is not the shape of the output',
      'shape="2, 3, 1, 1" offset="0" size="24" />',
      'shape="3, 2, 1, 1" offset="0" size="24" />',
      'Const layer-1: shape 3x2x1x1 differs from its output 2x3x1x1',
    ],
    ['an unconnected input', /<edge from-layer="6".*\n/, '', 'Sigmoid layer-7: nothing leads to input port 0'],
    [
      'an input from a later layer',
      'from-layer="6" from-port="9" to-layer="7"',
      'from-layer="8" from-port="9" to-layer="7"',
      'Sigmoid layer-7: its input 8:9 is no output of a layer before it',
    ],
    ['another version of the format', 'version="11"', 'version="10"', 'Expected an IR of version 11 but received 10'],
    [
      'a batch of two',
      'shape="1,3,4,4"',
      'shape="2,3,4,4"',
      'Parameter layer-0: expected a batch of one picture but found 2x3x4x4',
    ],
    ['no result', 'type="Result"', 'type="Sigmoid"', 'Sigmoid layer-8: expected an output'],
    ['a file that was cut off', /<\/edges>.*/s, '', 'The description is no XML'],
  ])('%s is an error that names it', (_, from, to, message) => {
    const xml = tinyNetworkXml().replace(from, to);
    expect(xml).not.toBe(tinyNetworkXml());
    const convert = () => openvinoToOnnx(xml, tinyNetworkWeights(), NAMES);
    expect(convert).toThrow(ConversionError);
    expect(convert).toThrow(message);
  });
});

describeUnless(noOriginals, "Intel's published network as ONNX", () => {
  it('is the given ONNX file to the byte', () => {
    const name = 'face-reidentification-retail-0095';
    const xml = original(`${name}.xml`).toString('utf8');
    const onnx = openvinoToOnnx(xml, original(`${name}.bin`), { graph: 'g', input: 'input', output: 'embedding' });
    expect(Buffer.from(onnx).equals(given(`${name}.onnx`))).toBe(true);
  });
});
