import { commandLine, UsageError, wholeNumber } from '../local/command-line.ts';

export interface LoadOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly token: string;
  /** Requests a second, in the order in which they are tried. */
  readonly rates: readonly number[];
  /** Seconds of each rate. */
  readonly seconds: number;
  /** Requests sent at once before the first of each rate. */
  readonly burst: number;
  /** Pictures to send; `null` for drawn faces. */
  readonly files: readonly [string, string] | null;
  readonly style: 'text' | 'markdown';
  readonly json: string | null;
}

export const LOAD_USAGE = `Usage: npm run load -- --base-url URL --token T [--rate R[,R2,…]] [--duration S] [--burst N] ...
  --base-url URL     address of the API, with its stage: http://127.0.0.1:3000
  --token T          a valid application token
  --rate R           requests a second, default 5; several, separated by commas, are tried one after the other
  --duration S       seconds of each rate, default 30
  --burst N          requests sent at once before the first of each rate, default 0
  --liveness FILE    picture to send; with --document. Default: drawn faces
  --document FILE
  --markdown         prints tables in Markdown
  --json FILE        writes the figures as JSON, "-" for standard output
Requests are sent when their time has come, whether the ones before are answered or not.`;

/**
 * Reads the arguments of `npm run load`.
 *
 * @throws UsageError which never repeats the token
 */
export function readLoadOptions(args: readonly string[]): LoadOptions {
  const values = commandLine(
    args,
    {
      'base-url': { type: 'string' },
      token: { type: 'string' },
      rate: { type: 'string', default: '5' },
      duration: { type: 'string', default: '30' },
      burst: { type: 'string', default: '0' },
      liveness: { type: 'string' },
      document: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
    LOAD_USAGE,
  );
  const { token, liveness, document } = values;
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) throw new UsageError(`Expected --token.\n${LOAD_USAGE}`);
  if ((liveness === undefined) !== (document === undefined)) {
    throw new UsageError('Expected both --liveness and --document, or neither.');
  }
  return {
    baseUrl: baseUrlOf(values['base-url']),
    token,
    rates: values.rate.split(',').map(rateOf),
    seconds: wholeNumber(values.duration, '--duration', 1, 86_400),
    burst: wholeNumber(values.burst, '--burst', 0, 100_000),
    files: liveness === undefined || document === undefined ? null : [liveness, document],
    style: values.markdown ? 'markdown' : 'text',
    json: values.json ?? null,
  };
}

function baseUrlOf(text: string | undefined): string {
  if (text === undefined || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(`Expected an http or https address for --base-url.\n${LOAD_USAGE}`);
  }
  return text.replace(/\/+$/, '');
}

function rateOf(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : 0;
  if (value > 0 && value <= 100_000) return value;
  throw new UsageError(`Expected a number above 0, at most 100000, for --rate but received ${text}.`);
}
