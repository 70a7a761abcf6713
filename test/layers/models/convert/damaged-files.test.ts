import { describe, expect, it } from 'vitest';
import { ConversionError } from '../../../../layers/models/convert/conversion-error.ts';
import { writeOnnx } from '../../../../layers/models/convert/onnx-model.ts';
import { openvinoToOnnx } from '../../../../layers/models/convert/openvino-to-onnx.ts';
import { tensorflowToOnnx } from '../../../../layers/models/convert/tensorflow-to-onnx.ts';
import { fasterGraph } from '../../../../layers/models/rewrite/faster-graph.ts';
import { smallGraph } from '../rewrite/small-onnx.ts';
import { tinyGraph } from './tiny-graph.ts';
import { tinyNetworkWeights, tinyNetworkXml } from './tiny-network.ts';

const NAMES = { graph: 'g', input: 'input', output: 'output' };
const RUNS = 1500;

/** Whole numbers below `limit`, the same each time (linear congruential generator, Numerical Recipes). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A copy with one to three bytes changed, cut out or doubled. */
function damaged(bytes: Uint8Array, next: (limit: number) => number): Buffer {
  let copy = Buffer.from(bytes);
  for (let i = next(3); i >= 0; i--) {
    const at = next(copy.length);
    const length = 1 + next(8);
    const kind = next(3);
    if (kind === 0) copy[at] = next(256);
    else if (kind === 1) copy = Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)]);
    else copy = Buffer.concat([copy.subarray(0, at + length), copy.subarray(at)]);
  }
  return copy;
}

/** What came of a damaged file: `converted` where the damage makes no difference, `refused`, or what should not be. */
function outcome(convert: () => Uint8Array): string {
  try {
    convert();
    return 'converted';
  } catch (error) {
    return error instanceof ConversionError ? 'refused' : `${(error as Error).stack}`;
  }
}

describe('a damaged file is refused by name or converted, and never an accident', () => {
  it.each<[string, (next: (limit: number) => number) => Uint8Array]>([
    [
      'description in OpenVINO format',
      (next) =>
        openvinoToOnnx(damaged(Buffer.from(tinyNetworkXml()), next).toString('latin1'), tinyNetworkWeights(), NAMES),
    ],
    [
      'weights in OpenVINO format',
      (next) => openvinoToOnnx(tinyNetworkXml(), damaged(tinyNetworkWeights(), next), NAMES),
    ],
    ['ONNX file to be rewritten', (next) => fasterGraph(damaged(writeOnnx(smallGraph()), next))],
    ['TensorFlow graph', (next) => tensorflowToOnnx(damaged(tinyGraph(), next), NAMES)],
  ])('%s', (_, convert) => {
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= RUNS; seed++) {
      const result = outcome(() => convert(numbers(seed)));
      seen.set(result, (seen.get(result) ?? 0) + 1);
    }
    expect([...seen.keys()].filter((result) => !['converted', 'refused'].includes(result))).toEqual([]);
    expect(seen.get('refused')).toBeGreaterThan(RUNS / 20);
  });
});
