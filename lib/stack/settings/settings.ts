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
import { OPERATION_SETTINGS } from './operation-settings.ts';
import { regionName } from './region-name.ts';
import { commandLineOnly, type Setting, setting } from './setting.ts';
import { DEFAULT_STAGE, STAGE_EXPECTED, STAGE_PATTERN } from './stage-name.ts';

export type { Setting } from './setting.ts';

/** What watches over the stack: alarms, alarms and a dashboard (`true`), or nothing. */
export type Monitoring = 'alarms' | boolean;

/** Whose tokens the API accepts. */
export type IdentityMode = 'builtin' | 'external';

/** When the tokens of a disabled application end. */
export type Revocation = 'expiry' | 'immediate';

/** How requests move to a new version of the compare function. */
export const DEPLOYMENT_KINDS = [
  'allAtOnce',
  'canary10Percent5Minutes',
  'canary10Percent10Minutes',
  'canary10Percent15Minutes',
  'canary10Percent30Minutes',
  'linear10PercentEvery1Minute',
  'linear10PercentEvery2Minutes',
  'linear10PercentEvery3Minutes',
  'linear10PercentEvery10Minutes',
] as const;
export type DeploymentKind = (typeof DEPLOYMENT_KINDS)[number];

/** The claim that must hold `External` unless the setting `servicesClaim` names another. */
const DEFAULT_SERVICES_CLAIM = 'services';

const rate = numberBetween(0.1, 10_000);
const burst = integerBetween(1, 5_000);

/** Every setting of the stack: `cdk deploy -c name=value`, the file of a stage, or "context" in cdk.json. */
export const SETTINGS = {
  stage: commandLineOnly(
    setting(
      'Name of the settings file in `settings/`, and a part of the stack name (docs/stages.md).',
      DEFAULT_STAGE,
      textLike(STAGE_PATTERN, STAGE_EXPECTED),
    ),
  ),
  account: setting<string | null>(
    'The only AWS account to deploy to; synthesis rejects other credentials.',
    null,
    optional(textLike(/^\d{12}$/, 'an account id of 12 digits, in quotes')),
  ),
  region: setting<string | null>('The only Region to deploy to.', null, optional(regionName)),
  issuer: setting<string | null>(
    'The `iss` claim of the tokens of an external issuer. Without it the stack issues its own tokens.',
    null,
    optional(httpsUrl),
  ),
  audience: setting<readonly string[]>(
    'The `aud` claim of its tokens, or their `client_id` if they have no `aud` (Cognito). Required with `issuer`.',
    [],
    listOf(textLike(/^[^\s,]{1,200}$/, 'of 1 to 200 characters without spaces')),
  ),
  jwksUri: setting<string | null>('URL of its key set. Required with `issuer`.', null, optional(httpsUrl)),
  identity: setting<IdentityMode | null>(
    'Whose tokens the API accepts. By default that follows from `issuer`; if set, a forgotten `issuer` stops the synthesis.',
    null,
    optional(oneOf('builtin', 'external')),
  ),
  signingKeys: setting<readonly string[]>(
    'Keys of the built-in issuer: the first signs, all verify. Each costs $1 a month. To change them, see docs/operate.md.',
    ['a'],
    someLetters,
  ),
  tokenSeconds: setting(
    "Lifetime of an application's token in seconds (built-in issuer).",
    TOKEN_SECONDS.default,
    integerBetween(TOKEN_SECONDS.min, TOKEN_SECONDS.max),
  ),
  revocation: setting<Revocation>(
    'When the tokens of a disabled application end (built-in issuer). `immediate` reads the applications table at each request: $0.13 a million.',
    'expiry',
    oneOf('expiry', 'immediate'),
  ),
  servicesClaim: setting(
    'The claim that must contain `External` (external issuer).',
    DEFAULT_SERVICES_CLAIM,
    claimName(),
  ),
  clientClaim: setting(
    'The claim that names the client in audit items and usage plans (external issuer). By default `client_id`, else `azp`, else `sub`. If you set another claim, a token without it gets 401.',
    DEFAULT_CLIENT_CLAIM,
    claimName(),
  ),
  threshold: setting('`isFaceMatch` is true above this `matchingSimilarity`.', 0.7, numberBetween(0, 1)),
  similarityDecimals: setting<number | null>(
    'Decimals of `matchingSimilarity`, rounded before the decision. `threshold` may not have more. By default it is not rounded.',
    null,
    optional(integerBetween(1, MAX_SIMILARITY_DECIMALS)),
  ),
  maxFaces: setting(
    `How many of the largest faces of each photo are compared. Each pair of faces is a chance for a false match; \`1\` compares one face of each photo.`,
    MAX_FACES,
    integerBetween(1, MAX_FACES),
  ),
  pack: setting(
    'Set of models from layers/models/manifest.json. `edgeface-xs` and `combined` contain a model with a disputed licence and need `researchModels`.',
    DEFAULT_PACK,
    oneOf(...Object.keys(manifest.packs)),
  ),
  researchModels: setting(
    'Allows packs with an embedder trained on research data (docs/licences.md): `edgeface-xs` and `combined`.',
    false,
    flag,
  ),
  calibration: setting<string | null>(
    'File name of another calibration in layers/models/calibration.',
    null,
    optional(textLike(/^[\w][\w.-]*\.json$/, 'the name of a .json file in layers/models/calibration')),
  ),
  randomPairCalibration: setting(
    'Accepts a calibration made without labels, for random pairs of people. Look-alikes match far more often than it states.',
    false,
    flag,
  ),
  memory: setting(
    `Memory of the compare function in MB. ${MEGABYTES_PER_CPU} is one processor; inference uses one thread per ${MEGABYTES_PER_CPU}.`,
    MEGABYTES_PER_CPU,
    integerBetween(512, 10_240),
  ),
  architecture: setting<'x86_64' | 'arm64'>(
    'Processor of the compare function and its image.',
    'x86_64',
    oneOf('x86_64', 'arm64'),
  ),
  maxFileBytes: setting(
    'Largest image in bytes; a larger one gets 413.',
    MAX_FILE_BYTES,
    integerBetween(1_000, MAX_FILE_BYTES),
  ),
  retentionDays: setting<number | null>(
    'Days after which DynamoDB deletes an audit item; by default items stay until you delete them.',
    null,
    optional(integerBetween(1, 36_500)),
  ),
  rateLimit: setting('Requests per second of all callers together that have no limit.', 5, rate),
  burstLimit: setting('Burst of these callers.', 5, burst),
  stageRateLimit: setting<number | null>(
    'Requests per second of all callers together, per route. By default four times `rateLimit` and `clients`. Raise it if `npm run apps` gives applications limits.',
    null,
    optional(rate),
  ),
  stageBurstLimit: setting<number | null>(
    'Burst of all callers together. By default eight times `burstLimit` and `clients`.',
    null,
    optional(burst),
  ),
  clients: setting<Readonly<Record<string, ClientRate>>>(
    'Clients with their own limits (external issuer).',
    {},
    clientRates(rate, burst),
  ),
  corsOrigins: setting<readonly string[]>(
    'Origins of web pages that may call the API; without them CORS is off.',
    [],
    listOf({
      expected: ORIGIN_EXPECTED,
      schema: { type: 'string', pattern: '^https?://[^/]+$' },
      read: (raw) => (typeof raw === 'string' && isOrigin(raw) ? raw : undefined),
    }),
  ),
  playground: setting(
    'Serves a demo page at `/playground` and the OpenAPI document at `/openapi.json`. Both are public; comparing needs a token.',
    false,
    flag,
  ),
  monitoring: setting<Monitoring>(
    '`true` adds a CloudWatch dashboard, which costs $3 a month; `false` also removes the alarms.',
    'alarms',
    flagOr('alarms'),
  ),
  alarmTopicArn: setting<string | null>(
    'SNS topic for alarms; without it nobody is notified.',
    null,
    optional(textLike(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, 'the ARN of an SNS topic')),
  ),
  provisionedConcurrency: setting('Warm environments of the compare function.', 0, integerBetween(0, 1_000)),
  deployment: setting<DeploymentKind>(
    'How requests move to a new version of the compare function. With `canary…` and `linear…` CodeDeploy moves a part first, and rolls back when an alarm fires. CodeDeploy is free for Lambda.',
    'allAtOnce',
    oneOf(...DEPLOYMENT_KINDS),
  ),
  protection: setting(
    'Protects the stack, the audit table and the applications table from deletion. Set it after the first deployment, because the rollback of a failed one deletes the empty tables.',
    false,
    flag,
  ),
  cloudWatchRole: setting(
    'Creates the role with which API Gateway writes logs, for the whole account and Region. Set it to false if the account has one.',
    true,
    flag,
  ),
  domainName: setting<string | null>(
    'Your domain for the API; needs `certificateArn` or `hostedZoneId`.',
    null,
    optional(textLike(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'a domain name in lower case')),
  ),
  certificateArn: setting<string | null>(
    'ACM certificate of that domain, in the Region of the stack.',
    null,
    optional(textLike(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, 'the ARN of an ACM certificate')),
  ),
  ...ACCOUNT_SETTINGS,
  ...OPERATION_SETTINGS,
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
