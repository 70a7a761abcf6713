/** What one comparison uses besides the time of the compare function. */
export const PER_COMPARISON = {
  /**
   * Milliseconds of processor time of the compare function around a comparison of the phone photo, of 2.3 MB:
   * around-comparison.ts measured 8 to 12, and 1 for the small images. Used for bills from times that are given. Where
   * times are measured, it is measured with them.
   */
  aroundCpuMs: 9,
  /**
   * Milliseconds that the function waits for DynamoDB to store the audit item. Not measured here: AWS says "single-digit
   * milliseconds" for the average PutItem (https://repost.aws/knowledge-center/dynamodb-high-latency), this is their middle.
   */
  auditWaitMs: 5,
  /**
   * Milliseconds and memory of the authorizer, warm. An estimate: one signature is verified in 0.1 ms of a whole processor,
   * 0.7 ms of the share at 256 MB, and Lambda's own way in and out is rounded up. A millisecond is $0.004 a million.
   */
  authorizerMs: 3,
  authorizerMegabytes: 256,
  /**
   * Bytes of the audit item as DynamoDB counts them, both faces measured, and write units: one for each started kilobyte, in
   * the table and again in its index.
   */
  itemBytes: 1_350,
  writeUnits: 4,
  /**
   * Bytes of log: the function's two lines (1.8 kB, printed by `npm start`), the access log's one (0.6 kB), Lambda's START,
   * END and REPORT of both functions (0.7 kB), and 26 bytes that CloudWatch adds to each event.
   */
  logBytes: 3_300,
  /** Bytes of the response with its headers. */
  answerBytes: 900,
} as const;

/**
 * Metrics that CloudWatch charges in hours in which they get values. `core`: comparisons, cold starts, near-misses, three counted
 * from the access log, and API Gateway's five for the method. `full` adds twelve durations, two statuses and the pack.
 */
export const METRICS_IN_USE = { core: 11, full: 26 } as const;

/**
 * A start of the compare function. Processor time is that of `npm run bench cold` on docs/performance.md, until ready
 * and what the first response takes longer than the tenth. Waiting is an estimate: opening the connection to DynamoDB, and
 * blocks of the image that Lambda fetches when they are first read. Lambda is said to give a start two whole processors at
 * every size (https://bitesizedserverless.com/bite/when-is-the-lambda-init-phase-free-and-when-is-it-billed/); AWS does not
 * promise it, so starts are counted with the share that the size has.
 */
export const START = { cpuMs: 430, waitMs: 100 } as const;

/**
 * Compressed size of what the registry stores for the compare function. Gigabytes.
 *
 * - `own`: what `npm run image` assembles, each layer of the Dockerfile packed with tar and gzip -6: native packages 26.0 MB,
 *   models 4.6, licences and code 0.15. Measured 2026-11-23.
 * - `base`: AWS's image public.ecr.aws/lambda/nodejs:24. An estimate, rounded up: the operating system below 40 MB
 *   (https://aws.amazon.com/blogs/compute/introducing-the-amazon-linux-2023-runtime-for-aws-lambda/), Node.js 45 MB (its
 *   program packed with gzip), AWS's SDK and runtime client next to it.
 */
export const IMAGE_GIGABYTES = { own: 0.031, base: 0.2 } as const;

/**
 * Images of earlier deployments that lie in the registry, since CDK deletes none (`cdk gc` does): one a month for a year,
 * and no layer the same, as when AWS renewed the base image between any two. Layers that stay the same are stored once.
 */
export const EARLIER_IMAGES = 12;

/**
 * The phone photo against a document crop on one whole processor, in milliseconds on average (docs/performance.md), and the share
 * of comparisons that start an environment where calls are rare: an assumption.
 */
export const TYPICAL = { comparisonMs: 68.3, coldShare: 0.01 } as const;

/** Days of a month, on average. */
export const DAYS_PER_MONTH = 365.25 / 12;
