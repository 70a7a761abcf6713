import { commandLine, UsageError, wholeNumber } from '../cli/command-line.ts';

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
  --duration S       seconds of each rate, default 60
  --burst N          requests sent at once before the first of each rate, default 0
  --liveness FILE    picture to send; with --document. Default: drawn faces, JPEGs of 640x480
  --document FILE
  --markdown         prints tables in Markdown
  --json FILE        writes the figures as JSON, "-" for standard output
Requests are sent when their time has come, whether the ones before are answered or not. Ends with exit code 1 where
requests left too late for that.`;

/** Beyond it the times of all requests would not fit into memory. */
const MAX_REQUESTS = 5_000_000;

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
      duration: { type: 'string', default: '60' },
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
  const rates = ratesOf(values.rate);
  const seconds = wholeNumber(values.duration, '--duration', 1, 86_400);
  if (rates.some((rate) => rate * seconds > MAX_REQUESTS)) {
    throw new UsageError(`Expected at most ${MAX_REQUESTS} requests at one rate; make --rate or --duration smaller.`);
  }
  return {
    baseUrl: baseUrlOf(values['base-url']),
    token,
    rates,
    seconds,
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

/**
 * Rates separated by commas, a second.
 *
 * @throws UsageError
 */
function ratesOf(text: string): number[] {
  return text.split(',').map((part) => positiveNumber(part, '--rate', 1_000_000));
}

/** @throws UsageError */
function positiveNumber(text: string, name: string, max: number): number {
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : 0;
  if (value > 0 && value <= max) return value;
  throw new UsageError(`Expected a number above 0, at most ${max}, for ${name} but received ${text}.`);
}
