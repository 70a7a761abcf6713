import { styleText } from 'node:util';
import type { CheckResult } from './check.ts';

const LOOKS = {
  ok: { symbol: '✓', word: 'ok', colour: 'green' },
  warning: { symbol: '!', word: 'warning', colour: 'yellow' },
  failed: { symbol: '✗', word: 'failed', colour: 'red' },
  unknown: { symbol: '-', word: 'not checked', colour: 'dim' },
} as const;

/**
 * Returns a line for each result and, below it, what to do. A coloured symbol marks the outcome in a terminal, a word everywhere else.
 *
 * @param symbols whether the reader is a terminal that shows colours
 */
export function doctorReport(results: readonly CheckResult[], symbols: boolean): string {
  const width = Math.max(...results.map(({ check }) => check.length));
  const lines = results.flatMap(({ check, outcome, message, remedy }) => {
    const { symbol, word, colour } = LOOKS[outcome];
    const mark = symbols
      ? styleText(colour, symbol, { validateStream: false })
      : word.padEnd(LOOKS.unknown.word.length);
    const indent = ' '.repeat((symbols ? 1 : LOOKS.unknown.word.length) + width + 4);
    const line = `${mark}  ${check.padEnd(width)}  ${message}`;
    return remedy === undefined ? [line] : [line, `${indent}${remedy}`];
  });
  const count = (outcome: CheckResult['outcome']) => results.filter((it) => it.outcome === outcome).length;
  const counts = `${count('ok')} ok, ${count('warning')} warnings, ${count('failed')} failed, ${count('unknown')} not checked`;
  return [...lines, '', counts].join('\n');
}
