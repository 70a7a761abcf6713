/**
 * Public prices of AWS in US dollars, without taxes, discounts and free tiers. Look them up again at the addresses before
 * relying on them, and change this file alone.
 */
export const PRICES_DATE = '2026-11-23';
export const PRICES_REGION = 'us-east-1';

export interface Price {
  readonly dollars: number;
  readonly unit: string;
  readonly source: string;
  /** What AWS gives away each month. */
  readonly free?: string;
  /** Units that every account permanently gets free. They are shown next to the list price of an idle stack. */
  readonly freeUnits?: number;
}

const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const API_GATEWAY = 'https://aws.amazon.com/api-gateway/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';

/** Prices of the first tier. The next tiers begin at hundreds of millions of requests or thousands of gigabytes a month. */
export const PRICES = {
  lambdaX86: { dollars: 0.0000166667, unit: 'GB-second', source: LAMBDA, free: '400,000 GB-seconds, always' },
  lambdaArm: { dollars: 0.0000133334, unit: 'GB-second', source: LAMBDA, free: '400,000 GB-seconds, always' },
  lambdaRequests: { dollars: 0.2, unit: 'million requests', source: LAMBDA, free: '1 million requests, always' },
  provisioned: { dollars: 0.0000041667, unit: 'GB-second kept warm', source: LAMBDA },
  provisionedArm: { dollars: 0.0000033334, unit: 'GB-second kept warm', source: LAMBDA },
  apiGateway: { dollars: 3.5, unit: 'million requests', source: API_GATEWAY, free: '1 million requests for 12 months' },
  dynamoWrites: { dollars: 0.625, unit: 'million write request units', source: DYNAMODB },
  dynamoStorage: { dollars: 0.25, unit: 'GB-month', source: DYNAMODB, free: '25 GB, always' },
  dynamoBackups: { dollars: 0.2, unit: 'GB-month', source: DYNAMODB },
  logIngestion: { dollars: 0.5, unit: 'GB', source: CLOUDWATCH, free: '5 GB, always' },
  logStorage: { dollars: 0.03, unit: 'GB-month', source: CLOUDWATCH, free: '5 GB, always' },
  metrics: { dollars: 0.3, unit: 'metric-month', source: CLOUDWATCH, free: '10 metrics, always' },
  alarms: { dollars: 0.1, unit: 'alarm-month', source: CLOUDWATCH, free: '10 alarms, always', freeUnits: 10 },
  compositeAlarms: { dollars: 0.5, unit: 'alarm-month', source: CLOUDWATCH },
  dashboards: {
    dollars: 3,
    unit: 'dashboard-month',
    source: CLOUDWATCH,
    free: '3 dashboards of up to 50 metrics, always',
    freeUnits: 3,
  },
  keys: { dollars: 1, unit: 'key-month', source: 'https://aws.amazon.com/kms/pricing/' },
  webAcls: { dollars: 5, unit: 'web-ACL-month', source: 'https://aws.amazon.com/waf/pricing/' },
  webAclRules: { dollars: 1, unit: 'rule-month', source: 'https://aws.amazon.com/waf/pricing/' },
  endpoints: { dollars: 0.01, unit: 'interface-hour', source: 'https://aws.amazon.com/privatelink/pricing/' },
  imageStorage: { dollars: 0.1, unit: 'GB-month', source: 'https://aws.amazon.com/ecr/pricing/' },
  transferOut: {
    dollars: 0.09,
    unit: 'GB',
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/',
    free: '100 GB, always',
  },
  rekognition: { dollars: 1, unit: 'thousand CompareFaces', source: 'https://aws.amazon.com/rekognition/pricing/' },
} as const satisfies Record<string, Price>;
