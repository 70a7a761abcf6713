import { SETTINGS } from '../stack/settings/settings.ts';
import { AWS_LIMITS } from './aws-limits.ts';

/** Milliseconds of both functions. */
export interface CallTimes {
  /** Of a call of the compare function, and what a new environment takes before its first. */
  readonly compare: number;
  readonly compareStart: number;
  readonly authorizer: number;
  readonly authorizerStart: number;
}

/** What one rate needs. */
export interface Capacity {
  /** Comparisons a second. */
  readonly rate: number;
  /** Concurrency of each function: rate times duration. */
  readonly busy: ByFunction;
  /** Environments that each function needs: as many as are busy, and one for each ten calls a second. Whole numbers. */
  readonly environments: ByFunction;
  /** Environments that each starts when the rate comes from nothing: calls until the first of them is free again. */
  readonly startedByJump: ByFunction;
  /** Seconds until Lambda has added all environments. */
  readonly secondsToScale: number;
  /** A second, in the table and again in its index. */
  readonly writeUnits: number;
  /** Partitions that these fill; a client's items are written to one at a time, so this many clients at least. */
  readonly partitions: number;
  /** Accounts or Regions that carry the rate with none of AWS's quotas raised. */
  readonly accounts: number;
}

/** Both functions run once a comparison: the authorizer's results are not cached. */
export interface ByFunction {
  readonly compare: number;
  readonly authorizer: number;
}

/** An item of one kilobyte or less is one write unit; each further started kilobyte is one more. */
export function writeUnitsOf(itemBytes: number): number {
  return Math.ceil(itemBytes / 1024);
}

/**
 * @param rate comparisons a second
 * @param itemBytes of an audit item; its entry in the index holds all of it again
 */
export function capacityOf(rate: number, times: CallTimes, itemBytes: number): Capacity {
  const { concurrency, callsPerEnvironment, newEnvironments, table, partition } = AWS_LIMITS;
  const each = (of: (call: number, start: number) => number): ByFunction => ({
    compare: of(times.compare, times.compareStart),
    authorizer: of(times.authorizer, times.authorizerStart),
  });
  const environments = each((call) => Math.ceil(Math.max((rate * call) / 1000, rate / callsPerEnvironment.value)));
  const startedByJump = each((call, start) => Math.ceil((rate * (call + start)) / 1000));
  const toAdd = Math.max(environments.compare, environments.authorizer) - newEnvironments.value;
  const writeUnits = rate * writeUnitsOf(itemBytes);
  return {
    rate,
    busy: each((call) => (rate * call) / 1000),
    environments,
    startedByJump,
    secondsToScale: (10 * Math.max(0, toAdd)) / newEnvironments.value,
    writeUnits,
    partitions: Math.ceil(writeUnits / partition.value),
    // API Gateway's rate never decides: its 10,000 a second are 20,000 calls, for which Lambda needs 2,000 environments.
    accounts: Math.max(
      Math.ceil((environments.compare + environments.authorizer) / concurrency.value),
      Math.ceil(writeUnits / table.value),
    ),
  };
}

/** A limit and the comparisons a second at which it is reached. */
export interface ReachedLimit {
  readonly what: string;
  readonly limit: string;
  readonly rate: number;
  readonly raised: string;
  readonly source: string | null;
}

/** Which limits are met on the way up, the first met first. */
export function limitsByRate(times: CallTimes, itemBytes: number): ReachedLimit[] {
  const { gatewayRate, concurrency, newTable, table, partition } = AWS_LIMITS;
  // Per comparison a second, without rounding to whole environments.
  const { busy, writeUnits } = capacityOf(1, times, itemBytes);
  const least = 1 / AWS_LIMITS.callsPerEnvironment.value;
  const environments = Math.max(busy.compare, least) + Math.max(busy.authorizer, least);
  const cold = (times.authorizerStart + times.authorizer + times.compareStart + times.compare) / 1000;
  const of = (what: string, limit: (typeof AWS_LIMITS)[keyof typeof AWS_LIMITS], perComparison: number) => ({
    what,
    limit: `${limit.value.toLocaleString('en')} ${limit.unit}`,
    rate: limit.value / perComparison,
    raised: limit.raised,
    source: limit.source,
  });
  const plan = SETTINGS.rateLimit.defaultValue;
  return [
    {
      what: 'usage plan of the stack',
      limit: `${plan} requests a second`,
      rate: plan,
      raised: 'by the settings rateLimit, burstLimit, clients',
      source: null,
    },
    of('API Gateway', gatewayRate, 1),
    of('Lambda, both functions', concurrency, environments),
    of('Lambda, a jump from nothing', concurrency, cold),
    of('DynamoDB, one client', partition, writeUnits),
    of('DynamoDB, a new table', newTable, writeUnits),
    of('DynamoDB, any table', table, writeUnits),
  ].toSorted((a, b) => a.rate - b.rate);
}

/** What becomes of requests that come at the same moment while no environment is idle, with AWS's default limits. */
export interface Burst {
  readonly requests: number;
  /** Refused with 429 by API Gateway's account limit. */
  readonly limited: number;
  /** Environments that each function starts. */
  readonly started: number;
  /** Calls of the authorizer that Lambda has no environment for; the caller gets a 5xx. */
  readonly refused: number;
  /** Milliseconds until the others are answered: both functions start, one after the other. */
  readonly answered: number;
}

/**
 * A request is in one function at a time, so N at once need a concurrency of N; but each function starts N environments.
 *
 * @param requests a whole number, with a usage plan that lets all of them through
 */
export function burstOf(requests: number, times: CallTimes): Burst {
  const { gatewayBurst, concurrency, newEnvironments } = AWS_LIMITS;
  const admitted = Math.min(requests, gatewayBurst.value);
  const started = Math.min(admitted, concurrency.value, newEnvironments.value);
  return {
    requests,
    limited: requests - admitted,
    started,
    refused: admitted - started,
    answered: times.authorizerStart + times.authorizer + times.compareStart + times.compare,
  };
}
