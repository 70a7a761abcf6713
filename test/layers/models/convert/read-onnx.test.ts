import { describe, expect, it } from 'vitest';
import { ConversionError } from '../../../../layers/models/convert/conversion-error.ts';
import { modelFormat, writeOnnx } from '../../../../layers/models/convert/onnx-model.ts';
import { readOnnx } from '../../../../layers/models/convert/read-onnx.ts';
import { describeUnless } from '../../../support/shared.ts';
import { given, noOriginals } from '../originals.ts';
import { smallGraph } from '../rewrite/small-onnx.ts';

/** As much of the message as is changed below. */
interface Message {
  readonly graph: {
    readonly node: { output: string[]; attribute: { type: number }[] }[];
    readonly initializer: { dims: number[]; dataType: number }[];
    readonly input: object[];
    output: object[];
  };
  readonly opsetImport: { version: number }[];
}

/** The file of the small graph with changes to its message. */
function changed(change: (message: Message) => void): Uint8Array {
  const message = modelFormat.decode(writeOnnx(smallGraph())) as Message;
  change(message);
  return modelFormat.encode(message);
}

describe('an ONNX file that was written here', () => {
  it('is read as the graph that was written', () => {
    const { nodes, ...graph } = readOnnx(writeOnnx(smallGraph()));
    const expected = smallGraph();
    expect(nodes).toEqual(expected.nodes.map((node) => ({ attributes: {}, ...node })));
    expect(graph.input).toEqual(expected.input);
    expect(graph.output).toEqual(expected.output);
    for (const [i, { data, ...constant }] of expected.constants.entries()) {
      expect(graph.constants[i]).toMatchObject(constant);
      expect(Buffer.compare(graph.constants[i]!.data, data)).toBe(0);
    }
  });
});

describe('an ONNX file is refused', () => {
  it.each<[what: string, file: () => Uint8Array, message: string]>([
    ['that is none', () => Buffer.from('no model'), 'The file is no onnx.ModelProto'],
    ['without a graph', () => modelFormat.encode({ irVersion: 8 }), 'The ONNX file holds no graph'],
    [
      'of two inputs',
      () => changed(({ graph }) => graph.input.push({ name: 'other' })),
      'Expected one input of the graph but found 2',
    ],
    ['of no output', () => changed(({ graph }) => (graph.output = [])), 'Expected one output of the graph but found 0'],
    ['with a node of two outputs', () => changed(({ graph }) => graph.node[2]!.output.push('more')), 'Mul : 2 outputs'],
    [
      'with an attribute of an unknown type',
      () => changed(({ graph }) => (graph.node[0]!.attribute[0]!.type = 4)),
      'Cast w1: attribute to has the unknown type 4',
    ],
    [
      'with constants of another type',
      () => changed(({ graph }) => (graph.initializer[0]!.dataType = 11)),
      'Constant scale: unknown type 11',
    ],
    [
      'with too few values',
      () => changed(({ graph }) => (graph.initializer[0]!.dims = [1, 3, 1, 1])),
      'Constant scale: 8 bytes are no 1x3x1x1 values',
    ],
    [
      'with fields that are not known here',
      // Field 6 of the model, doc_string, of two letters.
      () => Buffer.concat([writeOnnx(smallGraph()), Buffer.from([0x32, 2, 0x68, 0x69])]),
      'The ONNX file holds something that is not known here',
    ],
    [
      'of another version of the operators',
      () => changed(({ opsetImport }) => (opsetImport[0]!.version = 12)),
      'The ONNX file holds something that is not known here',
    ],
  ])('%s', (_, file, message) => {
    expect(() => readOnnx(file())).toThrow(ConversionError);
    expect(() => readOnnx(file())).toThrow(message);
  });
});

describeUnless(noOriginals, 'the ONNX files that were given', () => {
  it.each(['face-reidentification-retail-0095.onnx', 'lightqnet-dm100.onnx'])(
    '%s is read and written again',
    (name) => {
      expect(Buffer.compare(writeOnnx(readOnnx(given(name))), given(name))).toBe(0);
    },
  );

  it('the detector is refused, for it was written elsewhere', () => {
    expect(() => readOnnx(given('yunet-n-dynamic.onnx'))).toThrow(ConversionError);
  });
});
