import { DEFAULT_CLIENT_CLAIM } from '../../../lambda/authorizer/client-of-token.ts';
import { MAX_SIMILARITY_DECIMALS, MEGABYTES_PER_CPU } from '../../../lambda/compare/settings.ts';
import { isOrigin, ORIGIN_EXPECTED } from '../../../lambda/contract/cors.ts';
import { MAX_FILE_BYTES, TOKEN_SECONDS } from '../../../lambda/contract/limits.ts';
import { MAX_FACES } from '../../../lambda/face/comparison.ts';
import { DEFAULT_PACK } from '../../../lambda/face/models/manifest.ts';
import manifest from '../../../layers/models/manifest.json' with { type: 'json' };
import { ACCOUNT_SETTINGS } from './account-settings.ts';
import {
  type Check,
  type ClientRate,
  clientRates,
  flag,
  flagOr,
  httpsUrl,
  integerBetween,
  listOf,
  numberBetween,
  oneOf,
  optional,
  someLetters,
  textLike,
} from './checks.ts';
import { commandLineOnly, type Setting, setting } from './setting.ts';
import { DEFAULT_STAGE, STAGE_EXPECTED, STAGE_PATTERN } from './stage-name.ts';

export type { Setting } from './setting.ts';

/** What watches over the stack: alarms, alarms and a dashboard (`true`), or nothing. */
export type Monitoring = 'alarms' | boolean;

/** Whose tokens the API accepts. */
export type IdentityMode = 'builtin' | 'external';

/** When the tokens of a disabled application end. */
export type Revocation = 'expiry' | 'immediate';

/** The claim that must hold `External` unless the setting `servicesClaim` names another. */
const DEFAULT_SERVICES_CLAIM = 'services';

const rate = numberBetween(0.1, 10_000);
const burst = integerBetween(1, 5_000);

/** Every setting of the stack: `cdk deploy -c name=value`, the file of a stage, or "context" in cdk.json. */
export const SETTINGS = {
  stage: commandLineOnly(
    setting(
      'Name of the file in `settings/` that has the other settings, and a part of the name of the stack (docs/stages.md).',
      DEFAULT_STAGE,
      textLike(STAGE_PATTERN, STAGE_EXPECTED),
    ),
  ),
  account: setting<string | null>(
    'The only AWS account to deploy to. With credentials of another one synthesis stops.',
    null,
    optional(textLike(/^\d{12}$/, 'an account id of 12 digits, in quotes')),
  ),
  region: setting<string | null>(
    'The only Region to deploy to. With another one in the environment synthesis stops.',
    null,
    optional(textLike(/^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/, 'a Region such as eu-central-1')),
  ),
  issuer: setting<string | null>(
    'The `iss` claim of the tokens of an external issuer. Without it the stack issues its own tokens.',
    null,
    optional(httpsUrl),
  ),
  audience: setting<readonly string[]>(
    'The `aud` claim of its tokens, or their `client_id` where they have no `aud` (Cognito); one or several. Required with `issuer`.',
    [],
    listOf(textLike(/^[^\s,]{1,200}$/, 'of 1 to 200 characters without spaces')),
  ),
  jwksUri: setting<string | null>(
    'Where it publishes its signing keys. Required with `issuer`.',
    null,
    optional(httpsUrl),
  ),
  identity: setting<IdentityMode | null>(
    'Whose tokens the API accepts: `builtin` or `external`. Without it that follows from `issuer`; with it a forgotten `issuer` stops at synthesis.',
    null,
    optional(oneOf('builtin', 'external')),
  ),
  signingKeys: setting<readonly string[]>(
    'Keys of the built-in issuer, each a letter: the first signs, all verify. Each costs $1 a month. docs/operate.md tells how to change them.',
    ['a'],
    someLetters,
  ),
  tokenSeconds: setting(
    "Life of an application's token in seconds, with the built-in issuer.",
    TOKEN_SECONDS.default,
    integerBetween(TOKEN_SECONDS.min, TOKEN_SECONDS.max),
  ),
  revocation: setting<Revocation>(
    'When the tokens of a disabled application end, with the built-in issuer: `expiry`, or `immediate`, which reads the table of applications at each request: $0.13 for a million.',
    'expiry',
    oneOf('expiry', 'immediate'),
  ),
  servicesClaim: setting(
    "Name of the claim that must hold `External`, in an external issuer's tokens.",
    DEFAULT_SERVICES_CLAIM,
    claimName(),
  ),
  clientClaim: setting(
    'Name of the claim that names the client in audit items and usage plans. By default a token without `client_id` is named by its `azp`, else its `sub`. Where you set another claim, a token without it gets 401. For an external issuer.',
    DEFAULT_CLIENT_CLAIM,
    claimName(),
  ),
  threshold: setting('`isFaceMatch` is `matchingSimilarity` above this.', 0.7, numberBetween(0, 1)),
  similarityDecimals: setting<number | null>(
    'Decimals of `matchingSimilarity`, rounded before it is compared with `threshold`, which may have no more of them; without it as many as there are.',
    null,
    optional(integerBetween(1, MAX_SIMILARITY_DECIMALS)),
  ),
  maxFaces: setting(
    `The most faces of each picture that are compared: the largest. Each pair of faces is a chance for a false match; \`1\` compares the largest face of each picture alone.`,
    MAX_FACES,
    integerBetween(1, MAX_FACES),
  ),
  pack: setting(
    'Set of models, by its name in layers/models/manifest.json. `edgeface-xs` and `combined` hold a model whose licence is in dispute, and need `researchModels`.',
    DEFAULT_PACK,
    oneOf(...Object.keys(manifest.packs)),
  ),
  researchModels: setting(
    'Allows packs with an embedder whose training data is said to be for research only (docs/licences.md): `edgeface-xs` and `combined`. The default pack needs nothing.',
    false,
    flag,
  ),
  calibration: setting<string | null>(
    "File name of another calibration in layers/models/calibration; without it the pack's own.",
    null,
    optional(textLike(/^[\w][\w.-]*\.json$/, 'the name of a .json file in layers/models/calibration')),
  ),
  randomPairCalibration: setting(
    'Takes a calibration that was made without labels. It speaks of random pairs of people; people who look alike match far more often than it says.',
    false,
    flag,
  ),
  memory: setting(
    `Memory of the compare function in MB. ${MEGABYTES_PER_CPU} is one whole processor; inference uses one thread for each ${MEGABYTES_PER_CPU}.`,
    MEGABYTES_PER_CPU,
    integerBetween(512, 10_240),
  ),
  architecture: setting<'x86_64' | 'arm64'>(
    'Processor of the compare function and of its container image.',
    'x86_64',
    oneOf('x86_64', 'arm64'),
  ),
  maxFileBytes: setting(
    'Largest picture in bytes; a larger one is answered 413.',
    MAX_FILE_BYTES,
    integerBetween(1_000, MAX_FILE_BYTES),
  ),
  retentionDays: setting<number | null>(
    'Days after which DynamoDB deletes an audit item; without it items stay until you delete them.',
    null,
    optional(integerBetween(1, 36_500)),
  ),
  rateLimit: setting('Requests per second for all callers without an entry in `clients` together.', 5, rate),
  burstLimit: setting('Requests that these callers may send at once.', 5, burst),
  stageRateLimit: setting<number | null>(
    'Requests per second of all callers together, of each route: a fence above all other limits. Without it four times those of `rateLimit` and `clients`. Raise it where applications get limits by `npm run apps`.',
    null,
    optional(rate),
  ),
  stageBurstLimit: setting<number | null>(
    'Requests that all callers together may send at once. Without it eight times those of `burstLimit` and `clients`.',
    null,
    optional(burst),
  ),
  clients: setting<Readonly<Record<string, ClientRate>>>(
    'Clients with a limit of their own.',
    {},
    clientRates(rate, burst),
  ),
  corsOrigins: setting<readonly string[]>(
    'Origins of web pages that may call the API from a browser; without them CORS is off.',
    [],
    listOf({
      expected: ORIGIN_EXPECTED,
      schema: { type: 'string', pattern: '^https?://[^/]+$' },
      read: (raw) => (typeof raw === 'string' && isOrigin(raw) ? raw : undefined),
    }),
  ),
  playground: setting(
    'Serves a page at `/playground` on which people try the API in a browser, and the OpenAPI document at `/openapi.json`. Both are open to everyone; comparing still needs a token.',
    false,
    flag,
  ),
  monitoring: setting<Monitoring>(
    'In CloudWatch: `alarms`; with `true` a dashboard too, which costs $3 a month; with `false` neither.',
    'alarms',
    flagOr('alarms'),
  ),
  alarmTopicArn: setting<string | null>(
    'SNS topic that alarms notify; without it they only change their state.',
    null,
    optional(textLike(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, 'the ARN of an SNS topic')),
  ),
  provisionedConcurrency: setting(
    'Environments of the compare function kept warm, behind the alias `live`; 0 for none.',
    0,
    integerBetween(0, 1_000),
  ),
  cloudWatchRole: setting(
    "Creates the role with which API Gateway writes logs and sets it for the whole account and Region. Set false where one is set already, such as by another team's stack.",
    true,
    flag,
  ),
  domainName: setting<string | null>(
    'Domain of your own for the API, together with `certificateArn` or `hostedZoneId`.',
    null,
    optional(textLike(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'a domain name in lower case')),
  ),
  certificateArn: setting<string | null>(
    'Certificate of that domain in AWS Certificate Manager, in the Region of the stack.',
    null,
    optional(textLike(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, 'the ARN of an ACM certificate')),
  ),
  ...ACCOUNT_SETTINGS,
  allowDefaults: commandLineOnly(
    setting(
      'Lets a deployment return settings of the deployed stack to their defaults, or change whose tokens it accepts.',
      false,
      flag,
    ),
  ),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;

/** What the stack is built from: one value for each row of the table. */
export type Settings = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer Value> ? Value : never;
};

function claimName(): Check<string> {
  return textLike(/^\S{1,200}$/, 'the name of a claim, without spaces');
}
