import { expect, it } from 'vitest';
import { painted } from '../../../lib/cli/paint.ts';

const TERMINAL = { isTTY: true };
const GREEN = '\u001B[32m✓ Match\u001B[39m';

it('colours a line on a terminal and puts a symbol before it', () => {
  expect(painted('Match', 'good', TERMINAL, {})).toBe(GREEN);
});

it('leaves the text alone in a pipe, with NO_COLOR and on a dumb terminal', () => {
  expect(painted('Match', 'good', { isTTY: false }, {})).toBe('Match');
  expect(painted('Match', 'good', TERMINAL, { NO_COLOR: '1' })).toBe('Match');
  expect(painted('Match', 'good', TERMINAL, { TERM: 'dumb' })).toBe('Match');
  // https://no-color.org: an empty variable counts for nothing.
  expect(painted('Match', 'good', TERMINAL, { NO_COLOR: '' })).toBe(GREEN);
});
