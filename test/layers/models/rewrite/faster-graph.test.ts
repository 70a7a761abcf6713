import { describe, expect, it } from 'vitest';
import { ConversionError } from '../../../../layers/models/convert/conversion-error.ts';
import { FLOAT32, type OnnxGraph, writeOnnx } from '../../../../layers/models/convert/onnx-model.ts';
import { readOnnx } from '../../../../layers/models/convert/read-onnx.ts';
import { fasterGraph } from '../../../../layers/models/rewrite/faster-graph.ts';
import { runOnnx } from '../convert/run-onnx.ts';
import { float16, float32, smallGraph, withConstant, withNode } from './small-onnx.ts';

const faster = (graph: OnnxGraph): OnnxGraph => readOnnx(fasterGraph(writeOnnx(graph)));
const operations = ({ nodes }: OnnxGraph): string[] => nodes.map(({ opType }) => opType);

/** Two images whose values are of both signs everywhere. */
const PICTURES = Float32Array.from({ length: 16 }, (_, i) => 3 * Math.sin(1 + 2.3 * i));
const run = (graph: OnnxGraph) => runOnnx(writeOnnx(graph), PICTURES, [2, 2, 2, 2]);

describe('a rewritten graph', () => {
  it('computes the same', async () => {
    const [before, after] = [await run(smallGraph()), await run(faster(smallGraph()))];
    expect(after.dims).toEqual([2, 8]);
    expect(before.data.some((value) => value < 0) && before.data.some((value) => value > 0)).toBe(true);
    for (const [i, value] of before.data.entries()) expect(after.data[i]).toBeCloseTo(value, 5);
  });

  it('has no casts, no additions after convolutions and no slopes of one value', () => {
    const { nodes, constants } = faster(smallGraph());
    expect(nodes.map(({ opType }) => opType)).toEqual([
      'Mul',
      'Conv',
      'LeakyRelu',
      'Conv',
      'LeakyRelu',
      'Add',
      'Flatten',
    ]);
    expect(nodes[1]).toMatchObject({ name: 'convolution-t1', inputs: ['t0', 'w1', 'b1'], output: 't2' });
    expect(nodes[2]).toMatchObject({ inputs: ['t2'], output: 't3', attributes: { alpha: { float: -2.25 } } });
    expect(nodes[4]).toMatchObject({ attributes: { alpha: { float: 3.5 } } });
    expect(constants.map(({ name, dims, dataType }) => [name, dims, dataType])).toEqual([
      ['scale', [1, 2, 1, 1], FLOAT32],
      ['w2', [2, 2, 1, 1], FLOAT32],
      ['b2', [2], FLOAT32],
      ['w1', [2, 2, 1, 1], FLOAT32],
      ['b1', [2], FLOAT32],
    ]);
    const weights = float32('w1', [2, 2, 1, 1], [1, -2, -0.5, 1.5]).data;
    expect(Buffer.compare(constants.find(({ name }) => name === 'w1')!.data, weights)).toBe(0);
  });

  it('is the same to the byte each time', () => {
    const onnx = writeOnnx(smallGraph());
    expect(Buffer.compare(fasterGraph(onnx), fasterGraph(onnx))).toBe(0);
  });

  it('keeps an addition when the sum before it is needed elsewhere', async () => {
    const graph = withNode(smallGraph(), 't7', { inputs: ['t6', 't4'] });
    expect(operations(faster(graph))).toEqual([
      'Mul',
      'Conv',
      'LeakyRelu',
      'Conv',
      'Add',
      'LeakyRelu',
      'Add',
      'Flatten',
    ]);
    const [before, after] = [await run(graph), await run(faster(graph))];
    for (const [i, value] of before.data.entries()) expect(after.data[i]).toBeCloseTo(value, 5);
  });

  it('keeps a constant that two nodes add', async () => {
    const graph = withNode(smallGraph(), 't5', { inputs: ['t4', 'b1'] });
    expect(operations(faster(graph)).filter((operation) => operation === 'Add')).toHaveLength(3);
    const [before, after] = [await run(graph), await run(faster(graph))];
    for (const [i, value] of before.data.entries()) expect(after.data[i]).toBeCloseTo(value, 5);
  });

  it.each<[what: string, graph: OnnxGraph, message: string]>([
    [
      'a slope for each channel',
      withConstant(smallGraph(), float32('s1', [2, 1, 1], [0.1, 0.2])),
      'PRelu t3: expected a slope of one float32 value but found 2x1x1',
    ],
    [
      'a slope that is computed',
      withNode(smallGraph(), 't3', { inputs: ['t2', 't0'] }),
      'PRelu t3: expected a slope of one float32 value but found no constant',
    ],
    [
      'one constant added to a convolution of two channels',
      withConstant(smallGraph(), float32('b2', [1, 1, 1, 1], [1])),
      'Add t5: expected a float32 bias of 1x2x1x1 but found 1x1x1x1',
    ],
    [
      'a convolution whose weights are computed',
      withNode(smallGraph(), 't4', { inputs: ['t3', 't2'] }),
      'Add t5: the convolution before it has no constant weights',
    ],
    [
      'a cast of what is computed',
      withNode(smallGraph(), 'w1', { inputs: ['t0'] }),
      'Cast w1: expected a float16 constant to be cast to float32',
    ],
    [
      'a cast to another type',
      withNode(smallGraph(), 'w1', { attributes: { to: 11 } }),
      'Cast w1: expected a float16 constant to be cast to float32',
    ],
    [
      'a constant that is cast twice',
      withNode(smallGraph(), 'b1', { inputs: ['w1_h'] }),
      'Cast b1: w1_h is cast twice',
    ],
    [
      'a slope that is float16',
      withConstant(smallGraph(), float16('s1', [1, 1, 1], [0x3c00])),
      'PRelu t3: expected a slope of one float32 value but found 1x1x1',
    ],
    ['nothing to do', faster(smallGraph()), 'The graph small holds nothing that could be written faster'],
  ])('is refused for %s', (_, graph, message) => {
    const rewrite = () => fasterGraph(writeOnnx(graph));
    expect(rewrite).toThrow(ConversionError);
    expect(rewrite).toThrow(message);
  });
});
