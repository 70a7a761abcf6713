import { styleText } from 'node:util';

/** How a line ends: well, badly, or with something to look at. */
export type Tone = 'good' | 'bad' | 'warning' | 'quiet';

const COLOURS = { good: 'green', bad: 'red', warning: 'yellow', quiet: 'dim' } as const;
const SYMBOLS = { good: '✓ ', bad: '✗ ', warning: '! ', quiet: '' } as const;

/** A stream that text is written to. */
type Target = Pick<NodeJS.WriteStream, 'isTTY'>;

/**
 * Returns text with a colour and a symbol where the stream is a terminal, and the text alone in a pipe or a file. `NO_COLOR`
 * switches both off (https://no-color.org), and so does `TERM=dumb`.
 */
export function painted(
  text: string,
  tone: Tone,
  stream: Target = process.stdout,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  if (!canPaint(stream, environment)) return text;
  return styleText(COLOURS[tone], `${SYMBOLS[tone]}${text}`, { validateStream: false });
}

/** Returns whether a stream shows colours. */
function canPaint(stream: Target, environment: Readonly<Record<string, string | undefined>>): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}
