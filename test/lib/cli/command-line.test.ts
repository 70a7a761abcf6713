import { describe, expect, it } from 'vitest';
import {
  commandLine,
  flagsAndOperands,
  HelpRequest,
  realNumber,
  UsageError,
  wholeNumber,
} from '../../../lib/cli/command-line.ts';

const USAGE = 'Usage: npm run thing';
const OPTIONS = { deep: { type: 'boolean', default: false }, name: { type: 'string' } } as const;

describe('the arguments of a command', () => {
  it('are its flags', () => {
    expect(commandLine(['--name', 'x'], OPTIONS, USAGE)).toEqual({ deep: false, name: 'x' });
  });

  it('are its flags and its operands, in any order', () => {
    const { flags, operands } = flagsAndOperands(['a', '--deep', 'b', '--', '--help'], OPTIONS, USAGE);
    expect(flags).toEqual({ deep: true });
    expect(operands).toEqual(['a', 'b', '--help']);
  });

  it.each([['--deap'], ['--name'], ['--name', '--deep'], ['operand']])('are refused with the usage: %s', (...args) => {
    expect(() => commandLine(args, OPTIONS, USAGE)).toThrow(UsageError);
    expect(() => commandLine(args, OPTIONS, USAGE)).toThrow(/\nUsage: npm run thing$/);
  });

  it.each([['--help'], ['-h'], ['operand', '--help'], ['--deap', '-h'], ['--name', '--help']])(
    'may ask for help: %s',
    (...args) => {
      for (const read of [commandLine, flagsAndOperands]) {
        expect(() => read(args, OPTIONS, USAGE)).toThrow(new HelpRequest(USAGE));
      }
    },
  );
});

describe('a number from a flag', () => {
  it.each(['0', '0.7', '1', '1e-3'])('is read: %s', (text) => {
    expect(realNumber(text, '--threshold', 0, 1)).toBe(Number(text));
  });

  it.each(['', ' ', 'x', '-0.1', '1.1', 'NaN'])('is refused with its limits: %j', (text) => {
    const message = `Expected a number between 0 and 1 for --threshold but received ${text}.`;
    expect(() => realNumber(text, '--threshold', 0, 1)).toThrow(new UsageError(message));
  });

  it.each(['1.5', '1e1', '0x1', '-1'])('is refused where it must be whole: %s', (text) => {
    expect(() => wholeNumber(text, '--runs', 0, 10)).toThrow(UsageError);
  });
});
