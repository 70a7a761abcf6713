import { expect, it } from 'vitest';
import { crashLine } from '../../../lambda/errors/crash.ts';

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
