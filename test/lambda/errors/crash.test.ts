import { expect, it } from 'vitest';
import { crashLine, endQuietlyOnCrash } from '../../../lambda/errors/crash.ts';

class CanaryError extends RangeError {
  readonly data = 'canary';
}

it.each<[unknown, string]>([
  [new TypeError('canary'), 'TypeError'],
  [new CanaryError('canary', { cause: { data: 'canary' } }), 'CanaryError'],
  [Object.assign(new Error('x'), { name: 'canary text, not a class' }), 'Error'],
  ['canary', 'string'],
  [undefined, 'undefined'],
  [{ toString: () => 'canary' }, 'object'],
])('a crash by %o is told by its class alone', (error, errorName) => {
  expect(JSON.parse(crashLine(error))).toEqual({ level: 'ERROR', message: 'crash', errorName });
});

it('is heard first, before a listener that may log the error whole', () => {
  const before = process.listeners('uncaughtException');
  endQuietlyOnCrash({ AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1' });
  const [first, ...others] = process.listeners('uncaughtException');
  process.off('uncaughtException', first!);
  expect(others).toEqual(before);
  expect(before).not.toContain(first);
  expect(before.length).toBeGreaterThan(0);
});
