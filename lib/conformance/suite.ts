import { type Finding, Findings, type Scope } from './findings/findings.ts';
import type { Group, Round, ServerFacts } from './findings/group.ts';
import { authentication } from './groups/authentication.ts';
import { comparison } from './groups/comparison.ts';
import { decisions } from './groups/decisions.ts';
import { formats } from './groups/formats.ts';
import { headers } from './groups/headers.ts';
import { idempotency } from './groups/idempotency.ts';
import { rateLimit } from './groups/rate-limit.ts';
import { routes } from './groups/routes.ts';
import { severalFaces } from './groups/several-faces.ts';
import { sizes } from './groups/sizes.ts';
import { statuses } from './groups/statuses.ts';
import { symmetry } from './groups/symmetry.ts';
import { tokens } from './groups/tokens.ts';
import { validation } from './groups/validation.ts';
import { Client, NoAnswerError } from './requests/client.ts';
import type { SuitePictures } from './requests/pictures.ts';

/** In this order: decisions and headers also judge the responses of the groups before them. */
const GROUPS: readonly Group[] = [
  comparison,
  symmetry,
  severalFaces,
  formats,
  statuses,
  decisions,
  idempotency,
  validation,
  authentication,
  sizes,
  routes,
  tokens,
  headers,
  rateLimit,
];

/** Milliseconds between two requests: 4 a second, below the limit of 5. */
const INTERVAL_MS = 250;

export interface SuiteOptions extends ServerFacts {
  /** Address of the API, including the stage if there is one. "/ExtFaceComparison/Compare" is appended to it. */
  readonly baseUrl: string;
  /** A valid application token. */
  readonly token: string;
  readonly pictures: SuitePictures;
  /** Whether to skip what this project promises beyond the contract. */
  readonly contractOnly: boolean;
  readonly skipRateLimit: boolean;
  readonly intervalMs?: number;
  /** Names of the groups to run; all by default. */
  readonly groups?: readonly string[];
  /** Receives the number of finished groups and the number of all groups. */
  readonly progress?: (done: number, total: number) => void;
}

/** There is no server at the address. `message` gives the cause. */
export class UnreachableError extends Error {}

/**
 * Runs the checks against a server, as a caller who knows nothing about it, and returns the findings.
 *
 * Throws UnreachableError when the server does not respond to the first request.
 */
export async function runSuite(options: SuiteOptions): Promise<readonly Finding[]> {
  const { token, tokenWithoutExternal, application, pictures } = options;
  const client = new Client(options.baseUrl, token, options.intervalMs ?? INTERVAL_MS);
  const secrets = [token, tokenWithoutExternal, application?.appSecret ?? null];
  const findings = new Findings(secrets.filter((secret) => secret !== null));
  await client.probe().catch((error: Error) => {
    const cause = error.message.replace(/^no response: /, '');
    throw new UnreachableError(`Cannot connect to ${options.baseUrl} (${cause}). Is the server running?`);
  });

  const scopes: readonly Scope[] = options.contractOnly ? ['contract'] : ['contract', 'ours'];
  const groups = GROUPS.filter(
    (group) => (options.groups?.includes(group.name) ?? true) && !(group === rateLimit && options.skipRateLimit),
  );
  for (const [i, group] of groups.entries()) {
    for (const scope of scopes) {
      await run(group, scope, { client, pictures, facts: options, record: findings.recorder(group.name, scope) });
    }
    options.progress?.(i + 1, groups.length);
  }
  return findings.list;
}

/** If a request gets no response, its group ends with a deviation. The next group tries again. */
async function run(group: Group, scope: Scope, round: Round): Promise<void> {
  try {
    await group[scope]?.(round);
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    round.record.check('every request gets a response', 'a response', error.message, false);
  }
}
