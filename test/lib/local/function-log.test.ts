import { describe, expect, it } from 'vitest';
import { divertFunctionLog, functionLog } from '../../../lib/local/function-log.ts';

const INFO = '{"level":"INFO","message":"request","statusCode":200}';
const METRICS = '{"_aws":{"Timestamp":1},"Comparisons":1}';
const ERROR = '{"level":"ERROR","message":"request","reason":"engine-load","errorName":"ModelLoadError"}';
const WARNING = '(node:1) ExperimentalWarning: x';

function taken(logs: boolean, lines: readonly string[]): string[] {
  const printed: string[] = [];
  const take = functionLog(logs, (line) => printed.push(line));
  for (const line of lines) take(line);
  return printed;
}

describe('the log of functions', () => {
  it('is reduced to errors, and to what is no log', () => {
    expect(taken(false, [INFO, METRICS, ERROR, WARNING, '{"level":broken'])).toEqual([
      'Error in a function: engine-load, ModelLoadError. Start with --logs for its whole log.',
      WARNING,
      '{"level":broken',
    ]);
  });

  it('is whole with --logs', () => {
    expect(taken(true, [INFO, METRICS, ERROR])).toEqual([INFO, METRICS, ERROR]);
  });

  it('is taken from the output that functions share with the command', () => {
    const written: string[] = [];
    const lines: string[] = [];
    const stream = { write: (text: string) => written.push(text) > 0 };
    const print = divertFunctionLog(stream as never, (line) => lines.push(line));
    stream.write(`${INFO}\n`);
    stream.write('plain\n');
    print(METRICS);
    expect([lines, written]).toEqual([[INFO], ['plain\n', `${METRICS}\n`]]);
  });
});
