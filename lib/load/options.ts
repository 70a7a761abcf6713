import { InvalidArgumentError, Option } from 'commander';
import { command, UsageError, wholeNumber } from '../cli/command.ts';

export interface LoadOptions {
  /** Address of the API, without a trailing slash. */
  readonly baseUrl: string;
  readonly token: string;
  /** Rates in requests a second, in the order in which they are tried. */
  readonly rates: readonly number[];
  /** Duration of each rate in seconds. */
  readonly seconds: number;
  /** Requests sent at once before the first of each rate. */
  readonly burst: number;
  /** Images to send; `null` for drawn faces. */
  readonly files: readonly [string, string] | null;
  readonly style: 'text' | 'markdown';
  readonly json: string | null;
}

/** The times of more requests would not fit into memory. */
const MAX_REQUESTS = 5_000_000;
/** Highest rate in requests a second. */
const MAX_RATE = 1_000_000;

/** The options as typed. */
interface Typed extends Pick<LoadOptions, 'burst' | 'json'> {
  readonly baseUrl: string;
  readonly token: string;
  readonly rate: readonly number[];
  readonly duration: number;
  readonly liveness: string | null;
  readonly document: string | null;
  readonly markdown: boolean;
}

/**
 * Reads the arguments of `npm run load`.
 *
 * @throws UsageError, which never repeats the token
 */
export function readLoadOptions(args: readonly string[]): LoadOptions {
  const program = command('npm run load --', 'Sends comparisons at fixed rates and prints how the API responds.')
    .requiredOption('--base-url <url>', 'address of the API, with its stage: http://127.0.0.1:3000')
    .requiredOption('--token <t>', 'valid application token')
    .addOption(
      new Option('--rate <list>', 'requests per second; several, separated by commas, run one after the other')
        .argParser(ratesOf)
        .default([5], '5'),
    )
    .option('--duration <s>', 'seconds at each rate', wholeNumber(1, 86_400), 60)
    .option('--burst <n>', 'requests sent at once before the first of each rate', wholeNumber(0, 100_000), 0)
    .option('--liveness <file>', 'image to send; with --document. Default: drawn faces, JPEGs of 640x480')
    .option('--document <file>', 'the other image')
    .option('--markdown', 'print tables in Markdown')
    .option('--json <file>', 'write the figures as JSON, "-" for standard output')
    .addHelpText(
      'after',
      '\nEach request is sent when it is due, whether or not the earlier ones have a response.\n' +
        'Exits with code 1 if requests were sent too late for that.',
    );
  const { baseUrl, token, rate, duration, burst, liveness, document, markdown, json } = program
    .parse(args, { from: 'user' })
    .opts<Typed>();
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError('Expected a token without spaces for --token.');
  if ((liveness === null) !== (document === null)) {
    throw new UsageError('Expected both --liveness and --document, or neither.');
  }
  if (rate.some((each) => each * duration > MAX_REQUESTS)) {
    throw new UsageError(`Expected at most ${MAX_REQUESTS} requests at one rate; make --rate or --duration smaller.`);
  }
  return {
    baseUrl: withoutSlash(baseUrl),
    token,
    rates: rate,
    seconds: duration,
    burst,
    files: liveness === null || document === null ? null : [liveness, document],
    style: markdown ? 'markdown' : 'text',
    json,
  };
}

/** @throws UsageError when `url` is not a valid address */
function withoutSlash(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError('Expected an http or https address for --base-url.');
  }
  return url.replace(/\/+$/, '');
}

function ratesOf(text: string): number[] {
  const rates = text.split(',').map((part) => (/^\d+(\.\d+)?$/.test(part.trim()) ? Number(part) : 0));
  if (rates.every((rate) => rate > 0 && rate <= MAX_RATE)) return rates;
  throw new InvalidArgumentError(`Expected numbers above 0, at most ${MAX_RATE}, separated by commas,`);
}
