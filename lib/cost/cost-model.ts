import { PRICES } from './prices.ts';
import { DAYS_PER_MONTH, IMAGE_GIGABYTES, METRICS_IN_USE, PER_COMPARISON } from './workload.ts';

export interface FunctionUse {
  readonly memoryMegabytes: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** Milliseconds of one comparison as billed, without what is around it. */
  readonly comparisonMs: number;
  /** Share of comparisons that start a new environment, [0, 1], and the milliseconds that its start is billed. */
  readonly coldShare: number;
  readonly initMs: number;
}

/** Dollars by what they are for. */
export type Bill = Readonly<Record<string, number>>;

/** What the stack holds that is paid for by the month. */
export interface Standing {
  readonly alarms: number;
  readonly dashboards: number;
  readonly keys: number;
  /** Megabytes kept warm: memory times provisioned environments. */
  readonly provisionedMegabytes: number;
}

/** Gigabyte-seconds of one comparison, both functions. Lambda bills whole milliseconds, and a gigabyte is 1,024 MB. */
function gigabyteSeconds({ memoryMegabytes, comparisonMs, coldShare, initMs }: FunctionUse): number {
  const { overheadMs, authorizerMs, authorizerMegabytes } = PER_COMPARISON;
  const compare = (memoryMegabytes / 1024) * (Math.ceil(comparisonMs + overheadMs) + coldShare * initMs);
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
 * logs of three months.
 *
 * @param perDay comparisons a day, all days alike
 */
export function standingBill(standing: Standing, perDay: number): Bill {
  const perMonth = perDay * DAYS_PER_MONTH;
  const itemGigabytes = (perMonth * ITEM_MONTHS * (PER_COMPARISON.itemBytes + 100)) / 1e9;
  const logGigabytes = (perMonth * LOG_MONTHS * PER_COMPARISON.logBytes) / 1e9;
  // Metrics are charged for hours with values: with one comparison a day, for one hour in 24.
  const activeHours = Math.min(1, perDay / 24);
  return {
    'Container image': IMAGE_GIGABYTES * PRICES.imageStorage.dollars,
    Alarms: standing.alarms * PRICES.alarms.dollars,
    Dashboards: standing.dashboards * PRICES.dashboards.dollars,
    'First alarms and dashboards of an account': -givenAway(standing),
    'Encryption keys': standing.keys * PRICES.keys.dollars,
    Metrics: activeHours * METRICS_IN_USE * PRICES.metrics.dollars,
    'Audit items of a year':
      2 * itemGigabytes * PRICES.dynamoStorage.dollars + itemGigabytes * PRICES.dynamoBackups.dollars,
    'Logs of three months': logGigabytes * PRICES.logStorage.dollars,
    'Provisioned environments': provisioned(standing.provisionedMegabytes),
  };
}

/** Alarms and dashboards that every account has for nothing; paid where other stacks have used them up. */
export function givenAway({ alarms, dashboards }: Standing): number {
  const { alarms: alarm, dashboards: dashboard } = PRICES;
  return (
    Math.min(alarms, alarm.freeUnits) * alarm.dollars + Math.min(dashboards, dashboard.freeUnits) * dashboard.dollars
  );
}

function provisioned(megabytes: number): number {
  return (megabytes / 1024) * DAYS_PER_MONTH * 86_400 * PRICES.provisioned.dollars;
}

export function sum(bill: Bill): number {
  return Object.values(bill).reduce((total, dollars) => total + dollars, 0);
}

/** A measured memory size. */
export interface SizeTimes {
  readonly memoryMegabytes: number;
  /** Milliseconds of a comparison. */
  readonly p50: number;
  readonly p95: number;
}

/**
 * The size whose comparisons cost least among those whose 95th percentile, with what is around it, keeps the target.
 *
 * @param cost dollars of a million comparisons at a size
 * @returns `null` where none does
 */
export function cheapestSize<Size extends SizeTimes>(
  sizes: readonly Size[],
  targetP95: number,
  cost: (size: Size) => number,
): Size | null {
  const fast = sizes.filter(({ p95 }) => p95 + PER_COMPARISON.overheadMs <= targetP95);
  return fast.length === 0 ? null : fast.reduce((a, b) => (cost(b) < cost(a) ? b : a));
}
