import { PRICES } from './prices.ts';
import { DAYS_PER_MONTH, EARLIER_IMAGES, IMAGE_GIGABYTES, METRICS_IN_USE, PER_COMPARISON } from './workload.ts';

export interface FunctionUse {
  readonly memoryMegabytes: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** Milliseconds that Lambda bills for a comparison in a warm environment, on average, with what is around it. */
  readonly billedMs: number;
  /** Share of comparisons that start a new environment, [0, 1], and the milliseconds that its start is billed. */
  readonly coldShare: number;
  readonly initMs: number;
}

/** Dollars by what they are for. */
export type Bill = Readonly<Record<string, number>>;

/** What the stack holds that is paid for by the month. */
export interface Standing {
  readonly alarms: number;
  /** Alarms that sum up others. */
  readonly compositeAlarms: number;
  readonly dashboards: number;
  readonly keys: number;
  /** What the compare function counts. */
  readonly metrics: 'core' | 'full';
  /** Web ACLs, and rules in them. */
  readonly webAcls: number;
  readonly webAclRules: number;
  /** Network interfaces of VPC endpoints. */
  readonly endpointInterfaces: number;
  /** Megabytes kept warm: memory times provisioned environments. */
  readonly provisionedMegabytes: number;
  readonly architecture: 'x86_64' | 'arm64';
}

/** Gigabyte-seconds of one comparison, both functions. Lambda's gigabyte is 1,024 MB. */
function gigabyteSeconds({ memoryMegabytes, billedMs, coldShare, initMs }: FunctionUse): number {
  const { authorizerMs, authorizerMegabytes } = PER_COMPARISON;
  const compare = (memoryMegabytes / 1024) * (billedMs + coldShare * initMs);
  return (compare + (authorizerMegabytes / 1024) * authorizerMs) / 1000;
}

/** What a number of comparisons costs, apart from what is paid by the month. */
export function comparisonsBill(use: FunctionUse, comparisons: number): Bill {
  const { writeUnits, logBytes, answerBytes } = PER_COMPARISON;
  const millions = comparisons / 1e6;
  const perGigabyteSecond = use.architecture === 'arm64' ? PRICES.lambdaArm.dollars : PRICES.lambdaX86.dollars;
  return {
    'Lambda, time': comparisons * gigabyteSeconds(use) * perGigabyteSecond,
    // The authorizer and the compare function.
    'Lambda, requests': 2 * millions * PRICES.lambdaRequests.dollars,
    'API Gateway': millions * PRICES.apiGateway.dollars,
    'DynamoDB, writes': millions * writeUnits * PRICES.dynamoWrites.dollars,
    'CloudWatch, logs': ((comparisons * logBytes) / 1e9) * PRICES.logIngestion.dollars,
    'Data out': ((comparisons * answerBytes) / 1e9) * PRICES.transferOut.dollars,
  };
}

/** Months that logs and, for this bill, audit items are kept. */
const LOG_MONTHS = 3;
const ITEM_MONTHS = 12;

/**
 * What a month costs whatever the traffic, and what grows with what is kept: audit items of a year, in table and index, and
 * logs of three months. List prices: what AWS gives away is in `givenAway`.
 *
 * @param perDay comparisons a day, all days alike
 */
export function standingBill(standing: Standing, perDay: number): Bill {
  const perMonth = perDay * DAYS_PER_MONTH;
  const itemGigabytes = (perMonth * ITEM_MONTHS * (PER_COMPARISON.itemBytes + 100)) / 1e9;
  const logGigabytes = (perMonth * LOG_MONTHS * PER_COMPARISON.logBytes) / 1e9;
  // Metrics are charged for hours with values: with one comparison a day, for one hour in 24.
  const activeHours = Math.min(1, perDay / 24);
  const imageGigabytes = IMAGE_GIGABYTES.own + IMAGE_GIGABYTES.base;
  return {
    'Container image': imageGigabytes * PRICES.imageStorage.dollars,
    'Earlier images': EARLIER_IMAGES * imageGigabytes * PRICES.imageStorage.dollars,
    Alarms: standing.alarms * PRICES.alarms.dollars + standing.compositeAlarms * PRICES.compositeAlarms.dollars,
    Dashboards: standing.dashboards * PRICES.dashboards.dollars,
    'Encryption keys': standing.keys * PRICES.keys.dollars,
    Metrics: activeHours * METRICS_IN_USE[standing.metrics] * PRICES.metrics.dollars,
    ...networkBill(standing),
    'Audit items of a year':
      2 * itemGigabytes * PRICES.dynamoStorage.dollars + itemGigabytes * PRICES.dynamoBackups.dollars,
    'Logs of three months': logGigabytes * PRICES.logStorage.dollars,
    'Provisioned environments': provisioned(standing),
  };
}

/** What stands before the API and around the functions; nothing by default. */
function networkBill({ webAcls, webAclRules, endpointInterfaces }: Standing): Bill {
  const firewall = webAcls * PRICES.webAcls.dollars + webAclRules * PRICES.webAclRules.dollars;
  const endpoints = endpointInterfaces * DAYS_PER_MONTH * 24 * PRICES.endpoints.dollars;
  return {
    ...(firewall > 0 ? { 'Web ACL': firewall } : {}),
    ...(endpoints > 0 ? { 'VPC endpoints': endpoints } : {}),
  };
}

/** Alarms and dashboards that every account has for nothing; paid where other stacks have used them up. */
export function givenAway({ alarms, dashboards }: Standing): number {
  const { alarms: alarm, dashboards: dashboard } = PRICES;
  return (
    Math.min(alarms, alarm.freeUnits) * alarm.dollars + Math.min(dashboards, dashboard.freeUnits) * dashboard.dollars
  );
}

function provisioned({ provisionedMegabytes, architecture }: Standing): number {
  const { dollars } = architecture === 'arm64' ? PRICES.provisionedArm : PRICES.provisioned;
  return (provisionedMegabytes / 1024) * DAYS_PER_MONTH * 86_400 * dollars;
}

export function sum(bill: Bill): number {
  return Object.values(bill).reduce((total, dollars) => total + dollars, 0);
}

/** What Rekognition's CompareFaces costs for a million comparisons, over what ours cost. */
export function rekognitionRatio(millionDollars: number): number {
  return (1000 * PRICES.rekognition.dollars) / millionDollars;
}
