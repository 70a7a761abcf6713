/** What one comparison uses besides the time of the compare function. */
export const PER_COMPARISON = {
  /**
   * Milliseconds of the compare function around the comparison: reading the form, writing the audit item (DynamoDB answers
   * within the Region in 3 to 6 ms), making the answer.
   */
  overheadMs: 10,
  /** Milliseconds and memory of the authorizer, warm: one signature is verified in 0.1 ms of a whole processor. */
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
  /** Bytes of the answer with its headers. */
  answerBytes: 900,
} as const;

/**
 * Metrics that CloudWatch charges in hours in which they get values: eleven durations, comparisons in all, by two statuses
 * and by pack, cold starts, three counted from the access log, and API Gateway's five for the method.
 */
export const METRICS_IN_USE = 24;

/** Compressed size of the container image in the registry, base image of AWS included. Gigabytes. */
export const IMAGE_GIGABYTES = 0.25;

/** The memory that brings one whole virtual processor (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). */
export const MEGABYTES_PER_CPU = 1769;

/** Sizes that are compared. Megabytes. */
export const MEMORY_SIZES = [512, 768, 1024, 1280, 1536, 1769, 2048, 2560, 3008] as const;

/** Days of a month, on average. */
export const DAYS_PER_MONTH = 365.25 / 12;
