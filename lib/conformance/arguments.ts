import { MAX_FILE_BYTES } from '../../lambda/contract/limits.ts';
import { commandLine, HelpRequest, UsageError, wholeNumber } from '../cli/command-line.ts';
import { readGivenFile } from '../cli/given-file.ts';
import type { FilePair } from './requests/pictures.ts';

export const USAGE = `Usage: npm run -s conformance -- --base-url URL --token T [options]
  --base-url URL              address of the API, with its stage: http://127.0.0.1:3000
  --token T                   a valid application token
  --token-without-external T  a valid token without services: External, to check 403
  --same A B                  photos of one person: their decision is checked, too
  --different C D             photos of two people, likewise
  --contract-only             leave out what this project promises beyond the contract
  --skip-rate-limit           leave out the burst of 40 requests
  --max-file-bytes N          what the server accepts, default ${MAX_FILE_BYTES}
  --json                      print the findings as JSON
Exit code 0: conforms, 1: deviates, 2: wrong usage, 3: no server at the address.`;

/** What was asked for on the command line. */
export interface ConformanceArguments {
  readonly baseUrl: string;
  readonly token: string;
  readonly tokenWithoutExternal: string | null;
  readonly same: FilePair | null;
  readonly different: FilePair | null;
  readonly contractOnly: boolean;
  readonly skipRateLimit: boolean;
  readonly maxFileBytes: number;
  readonly json: boolean;
}

/**
 * Reads the command line and the photos that it names.
 *
 * @throws UsageError which never repeats a token; HelpRequest for `--help`
 */
export async function readArguments(args: readonly string[]): Promise<ConformanceArguments> {
  const [same, withoutSame] = takePair(args, '--same');
  const [different, rest] = takePair(withoutSame, '--different');
  const flags = flagsOf(rest);
  return {
    baseUrl: baseUrl(flags['base-url']),
    token: tokenOf('--token', flags.token) ?? missing('--token'),
    tokenWithoutExternal: tokenOf('--token-without-external', flags['token-without-external']),
    same: same && (await readPair(same)),
    different: different && (await readPair(different)),
    contractOnly: flags['contract-only'],
    skipRateLimit: flags['skip-rate-limit'],
    maxFileBytes: wholeNumber(flags['max-file-bytes'], '--max-file-bytes', 1_000, MAX_FILE_BYTES),
    json: flags.json,
  };
}

function flagsOf(args: readonly string[]) {
  try {
    return commandLine(
      args,
      {
        'base-url': { type: 'string' },
        token: { type: 'string' },
        'token-without-external': { type: 'string' },
        'contract-only': { type: 'boolean', default: false },
        'skip-rate-limit': { type: 'boolean', default: false },
        'max-file-bytes': { type: 'string', default: String(MAX_FILE_BYTES) },
        json: { type: 'boolean', default: false },
      },
      USAGE,
    );
  } catch (error) {
    if (error instanceof HelpRequest) throw error;
    // The parser quotes a stray argument, which may be a token that lost its flag.
    throw new UsageError((error as Error).message.replace(/'(?!-)[^'\n]*'/, '(not repeated)'));
  }
}

function baseUrl(text: string | undefined): string {
  if (text === undefined) return missing('--base-url');
  const url = URL.canParse(text) ? new URL(text) : null;
  const usable = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && !/[?#]/.test(text);
  if (!usable) throw new UsageError(`Expected an http or https URL without query for --base-url.\n${USAGE}`);
  return text;
}

/** Only what may stand in a header. A mistake here is not quoted: it may be a token. */
function tokenOf(name: string, token: string | undefined): string | null {
  if (token === undefined) return null;
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError(`Expected a token without spaces for ${name}.\n${USAGE}`);
  return token;
}

function missing(name: string): never {
  throw new UsageError(`Expected ${name}.\n${USAGE}`);
}

/** Takes a flag with two values out of the arguments. */
function takePair(args: readonly string[], flag: string): [readonly [string, string] | null, readonly string[]] {
  const at = args.indexOf(flag);
  if (at === -1) return [null, args];
  const [first, second] = args.slice(at + 1, at + 3);
  if (first === undefined || second === undefined || first.startsWith('--') || second.startsWith('--')) {
    throw new UsageError(`Expected two files for ${flag}.\n${USAGE}`);
  }
  return [[first, second], args.toSpliced(at, 3)];
}

async function readPair(files: readonly [string, string]): Promise<FilePair> {
  return [await readGivenFile(files[0]), await readGivenFile(files[1])];
}
