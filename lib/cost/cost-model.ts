import { PRICES } from './prices.ts';
import { DAYS_PER_MONTH, EARLIER_IMAGES, IMAGE_GIGABYTES, METRICS_IN_USE, PER_COMPARISON } from './workload.ts';

export interface FunctionUse {
  readonly memoryMegabytes: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** Average milliseconds that Lambda bills for a comparison in a warm environment, including the work around it. */
  readonly billedMs: number;
  /** Share of comparisons that start a new environment, [0, 1], and the billed milliseconds of its start. */
  readonly coldShare: number;
  readonly initMs: number;
}

/** Dollars by purpose. */
export type Bill = Readonly<Record<string, number>>;

/** The resources of the stack that AWS charges by the month. */
export interface Standing {
  readonly alarms: number;
  /** Alarms that combine others. */
  readonly compositeAlarms: number;
  readonly dashboards: number;
  readonly keys: number;
  /** Which metrics the compare function writes. */
  readonly metrics: 'core' | 'full';
  /** Number of web ACLs, and of rules in them. */
  readonly webAcls: number;
  readonly webAclRules: number;
  /** Network interfaces of VPC endpoints. */
  readonly endpointInterfaces: number;
  /** Megabytes of memory kept warm: memory times provisioned environments. */
  readonly provisionedMegabytes: number;
  readonly architecture: 'x86_64' | 'arm64';
}

/** Returns the gigabyte-seconds of one comparison in both functions. Lambda's gigabyte is 1,024 MB. */
function gigabyteSeconds({ memoryMegabytes, billedMs, coldShare, initMs }: FunctionUse): number {
  const { authorizerMs, authorizerMegabytes } = PER_COMPARISON;
  const compare = (memoryMegabytes / 1024) * (billedMs + coldShare * initMs);
  return (compare + (authorizerMegabytes / 1024) * authorizerMs) / 1000;
}

/** Returns what a number of comparisons costs, without the monthly charges. */
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
 * Returns what a month costs regardless of traffic, and the storage: one year of audit items in the table and an index, and
 * three months of logs. These are list prices; `givenAway` returns what AWS gives away.
 *
 * @param perDay comparisons a day, the same every day
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

/** Returns the cost of web ACLs and VPC endpoints; nothing by default. */
function networkBill({ webAcls, webAclRules, endpointInterfaces }: Standing): Bill {
  const firewall = webAcls * PRICES.webAcls.dollars + webAclRules * PRICES.webAclRules.dollars;
  const endpoints = endpointInterfaces * DAYS_PER_MONTH * 24 * PRICES.endpoints.dollars;
  return {
    ...(firewall > 0 ? { 'Web ACL': firewall } : {}),
    ...(endpoints > 0 ? { 'VPC endpoints': endpoints } : {}),
  };
}

/** Returns the value of the free alarms and dashboards of every account. They cost money if other stacks have used them up. */
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

/** Returns the price of a million comparisons by Rekognition's CompareFaces, divided by the price of a million of our comparisons. */
export function rekognitionRatio(millionDollars: number): number {
  return (1000 * PRICES.rekognition.dollars) / millionDollars;
}
