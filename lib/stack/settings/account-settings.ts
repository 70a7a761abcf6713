import { type Check, flag, integerBetween, listOf, oneOf, optional, textLike, textMap } from './checks.ts';
import { setting } from './setting.ts';

/** What the compare function counts. */
export type Metrics = 'core' | 'full';

/** Who reaches the API: everybody, or callers in VPCs. */
export type Reach = 'regional' | 'private';

/** Periods that CloudWatch Logs knows, in days. */
const LOG_RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653];

const ids = (prefix: string) =>
  listOf(textLike(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `an id such as ${prefix}-0a1b2c3d`));

const arn = (service: string, rest: string, expected: string): Check<string | null> =>
  optional(textLike(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:\\d{12}:${rest}$`), expected));

/** What the account that the service lives in asks for. Each is off by default, and each names what it costs. */
export const ACCOUNT_SETTINGS = {
  waf: setting(
    'Puts a web ACL in front of the API: a limit for each IP address, addresses of bad reputation, common attacks. It does not search images, in which it would see attacks. About $10 a month and $0.60 for a million requests.',
    false,
    flag,
  ),
  wafRateLimit: setting(
    'Requests of one IP address in five minutes above which `waf` rejects it.',
    2_000,
    integerBetween(10, 2_000_000_000),
  ),
  webAclArn: setting<string | null>(
    'Your own web ACL in the Region of the stack, instead of `waf`. Its rules must not reject bodies above 8 kB.',
    null,
    arn('wafv2', 'regional/webacl/[\\w-]+/[\\w-]+', 'the ARN of a regional web ACL'),
  ),
  endpointType: setting<Reach>(
    'Who can reach the API: everyone (`regional`), or only callers through the VPC endpoints in `vpcEndpointIds` (`private`). Free; each interface endpoint for API Gateway costs $7.30 a month and subnet.',
    'regional',
    oneOf('regional', 'private'),
  ),
  vpcEndpointIds: setting<readonly string[]>(
    'Interface endpoints for `execute-api` through which a private API is called.',
    [],
    ids('vpce'),
  ),
  vpcId: setting<string | null>(
    'VPC in which the functions run, together with `subnetIds`. Free.',
    null,
    optional(textLike(/^vpc-[0-9a-f]{8,17}$/, 'an id such as vpc-0a1b2c3d')),
  ),
  subnetIds: setting<readonly string[]>('Private subnets of that VPC, in at least one zone.', [], ids('subnet')),
  routeTableIds: setting<readonly string[]>(
    'Route tables of these subnets. The stack then adds the endpoints that functions without internet need: to DynamoDB, free, and with the built-in issuer to KMS, $7.30 a month and subnet.',
    [],
    ids('rtb'),
  ),
  kmsKeyArn: setting<string | null>(
    'Your own symmetric KMS key, which encrypts tables, logs, the variables of functions and the topic of `alarmEmail`. Its policy must allow CloudWatch Logs (docs/deploy.md). $1 a month for the key and $0.03 for 10,000 uses.',
    null,
    arn('kms', 'key/[\\w-]+', 'the ARN of a KMS key'),
  ),
  logRetentionDays: setting('Days for which logs are kept: $0.03 for a GB and month, about 3.3 kB a comparison.', 90, {
    expected: `one of ${LOG_RETENTION_DAYS.join(', ')}`,
    schema: { enum: LOG_RETENTION_DAYS },
    read: (raw) => LOG_RETENTION_DAYS.find((days) => days === (typeof raw === 'string' ? Number(raw) : raw)),
  }),
  tracing: setting(
    'Traces requests with X-Ray, in API Gateway and the functions: $5 for a million traces. Traces contain no image and no token.',
    false,
    flag,
  ),
  metrics: setting<Metrics>(
    'Metrics of the compare function: `core` counts comparisons, starts and failures, $3.30 in a month with traffic in every hour; `full` adds the time of each step and the decisions by status and calibration, $4.50 more. The log has all of them either way.',
    'core',
    oneOf('core', 'full'),
  ),
  alarmEmail: setting<string | null>(
    'Address that receives alarms, once its owner has confirmed a mail from AWS. Free for 1,000 mails a month.',
    null,
    optional(textLike(/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/, 'an e-mail address')),
  ),
  hostedZoneId: setting<string | null>(
    'Public hosted zone of `domainName` in Route 53. The stack then creates the certificate and the record, and turns off the address of API Gateway. Free; the zone costs $0.50 a month.',
    null,
    optional(textLike(/^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone')),
  ),
  keepWarm: setting(
    'Calls the compare function every five minutes, so that one environment stays ready most of the time: under $0.02 a month, where `provisionedConcurrency=1` costs $18.92.',
    false,
    flag,
  ),
  isolateClients: setting(
    'Gives each client its own environments, so that no process sees images of two clients. Free, but each client has its own cold starts. You cannot change it after the first deployment.',
    false,
    flag,
  ),
  permissionsBoundary: setting<string | null>(
    'ARN of the policy that bounds every role of the stack.',
    null,
    arn('iam', 'policy/[\\w+=,.@/-]+', 'the ARN of an IAM policy'),
  ),
  tags: setting<Readonly<Record<string, string>>>('Tags of all resources.', {}, textMap(128, 256)),
};
