import { MAX_FILE_BYTES } from '../../lambda/contract/limits.ts';
import { command, UsageError, wholeNumber } from '../cli/command.ts';
import type { AppCredentials } from '../cli/first-minute.ts';
import { readGivenFile } from '../cli/given-file.ts';
import type { FilePair } from './requests/pictures.ts';

/** What was asked for on the command line. */
export interface ConformanceArguments {
  readonly baseUrl: string;
  readonly token: string;
  readonly tokenWithoutExternal: string | null;
  readonly application: AppCredentials | null;
  readonly same: FilePair | null;
  readonly different: FilePair | null;
  readonly contractOnly: boolean;
  readonly skipRateLimit: boolean;
  readonly maxFileBytes: number;
  readonly json: boolean;
}

type Files = readonly string[] | null;
type Given = Omit<ConformanceArguments, 'same' | 'different' | 'application'> & {
  readonly same: Files;
  readonly different: Files;
} & { readonly [Name in keyof AppCredentials]: string | null };

/**
 * Reads the command line and the photos that it names.
 *
 * @param out receives the help
 * @throws UsageError which never repeats a token; CommanderError with exit code 0 after the help
 */
export async function readArguments(
  args: readonly string[],
  out: (text: string) => void,
): Promise<ConformanceArguments> {
  const { same, different, appId, appSecret, tenantId, ...given } = command(
    'npm run -s conformance --',
    'Checks a server against the contract.',
  )
    .requiredOption('--base-url <url>', 'address of the API, with its stage: http://127.0.0.1:3000', baseUrl)
    .requiredOption('--token <token>', 'a valid application token', tokenFor('--token'))
    .option(
      '--token-without-external <token>',
      'a valid token without services: External, to check 403',
      tokenFor('--token-without-external'),
    )
    .option('--app-id <id>', 'an application, to check that it gets a token', tokenFor('--app-id'))
    .option('--app-secret <secret>', 'its secret', tokenFor('--app-secret'))
    .option('--tenant-id <id>', 'its tenant', tokenFor('--tenant-id'))
    .option('--same <files...>', 'two photos of one person, to check the decision')
    .option('--different <files...>', 'photos of two people, to check the decision')
    .option('--contract-only', 'check the contract only, not what this project adds to it')
    .option('--skip-rate-limit', 'leave out the burst of 40 requests')
    .option(
      '--max-file-bytes <n>',
      'largest file that the server accepts',
      wholeNumber(1_000, MAX_FILE_BYTES),
      MAX_FILE_BYTES,
    )
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExit code 0: conforms, 1: deviates, 2: wrong usage, 3: no server at the address.')
    .configureOutput({ writeOut: out })
    .parse(args, { from: 'user' })
    .opts<Given>();
  return {
    ...given,
    application: application(appId, appSecret, tenantId),
    same: await readPair('--same', same),
    different: await readPair('--different', different),
  };
}

function application(appId: string | null, appSecret: string | null, tenantId: string | null): AppCredentials | null {
  if (appId !== null && appSecret !== null && tenantId !== null) return { appId, appSecret, tenantId };
  if (appId === null && appSecret === null && tenantId === null) return null;
  throw new UsageError('Expected --app-id, --app-secret and --tenant-id together.');
}

/** Its mistake is not quoted: the URL may hold a password. */
function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const usable = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && !/[?#]/.test(text);
  if (!usable) throw new UsageError('Expected an http or https URL without query for --base-url.');
  return text;
}

/** Accepts only what may stand in a header. Its mistake is not quoted: it may be a token. */
function tokenFor(name: string): (token: string) => string {
  return (token) => {
    if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError(`Expected a token without spaces for ${name}.`);
    return token;
  };
}

async function readPair(name: string, files: Files): Promise<FilePair | null> {
  if (files === null) return null;
  const [first, second, ...more] = files;
  if (first === undefined || second === undefined || more.length > 0) {
    throw new UsageError(`Expected two files for ${name}.`);
  }
  return [await readGivenFile(first), await readGivenFile(second)];
}
