/** Default quotas of AWS that a rate of comparisons meets. Look them up again before relying on them. */
export const LIMITS_DATE = '2026-11-23';

export interface AwsLimit {
  readonly value: number;
  readonly unit: string;
  /** How it becomes more. */
  readonly raised: string;
  readonly source: string;
}

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg';
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';

/** Of one account in one Region. New accounts start with less of Lambda's, and some Regions with less of API Gateway's. */
export const AWS_LIMITS = {
  gatewayRate: {
    value: 10_000,
    unit: 'requests a second',
    raised: 'by request',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  /** AWS derives it from the rate and lets nobody ask for it. */
  gatewayBurst: {
    value: 5_000,
    unit: 'requests at once',
    raised: 'with the rate, by AWS',
    source: 'https://repost.aws/knowledge-center/api-gateway-throttling',
  },
  /** All functions together: each environment that is busy counts. */
  concurrency: {
    value: 1_000,
    unit: 'environments busy',
    raised: 'by request, to tens of thousands',
    source: `${LAMBDA}/gettingstarted-limits.html`,
  },
  /** However short they are: a function of 3 ms needs as many environments as one of 100 ms. */
  callsPerEnvironment: {
    value: 10,
    unit: 'calls a second',
    raised: 'never',
    source: `${LAMBDA}/gettingstarted-limits.html`,
  },
  /** For each function. Filled again continuously; what is not used is not saved. */
  newEnvironments: {
    value: 1_000,
    unit: 'new environments in 10 s',
    raised: 'not found out',
    source: `${LAMBDA}/scaling-behavior.html`,
  },
  /** Of a table, and again of each of its indexes, as the two below. */
  newTable: {
    value: 4_000,
    unit: 'write units a second',
    raised: 'by itself: twice the highest so far within 30 minutes; or warmed before',
    source: `${DYNAMODB}/on-demand-capacity-mode.html`,
  },
  table: {
    value: 40_000,
    unit: 'write units a second',
    raised: 'by request',
    source: `${DYNAMODB}/ServiceQuotas.html`,
  },
  partition: {
    value: 1_000,
    unit: 'write units a second',
    raised: 'never',
    source: `${DYNAMODB}/bp-partition-key-design.html`,
  },
} as const satisfies Record<string, AwsLimit>;
