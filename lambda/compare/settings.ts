import { join } from 'node:path';
import { isOrigin, ORIGIN_EXPECTED } from '../contract/cors.ts';
import { MAX_FILE_BYTES } from '../contract/limits.ts';
import { SettingsError } from '../errors/settings-error.ts';
import { MAX_FACES } from '../face/comparison.ts';
import { roundTo } from '../face/matching/rounded-similarity.ts';
import { DEFAULT_PACK } from '../face/models/manifest.ts';
import { METRICS_NAMESPACE } from './metrics.ts';

/** The checked settings of the compare function. */
export interface CompareSettings {
  /** Name of the DynamoDB table of the audit items. */
  readonly auditTable: string;
  /** Name of the DynamoDB table that counts comparisons of sessions; `null` where none are issued. */
  readonly sessionsTable: string | null;
  /** Name of the DynamoDB table of idempotency keys; `null` where requests with a key are not served. */
  readonly idempotencyTable: string | null;
  /** [0, 1]; a pair matches when its similarity is above. */
  readonly threshold: number;
  /** Decimals of the similarity, 1 to 6; `null` for as many as there are. */
  readonly similarityDecimals: number | null;
  /** Name of the model pack, e.g. "retail-0095". */
  readonly pack: string;
  /** Whether that pack may be one whose training data is said to be for research only. */
  readonly researchModels: boolean;
  /** Folder of the models and their manifest. */
  readonly modelsDir: string;
  /** A calibration file in place of the pack's own, as a path from `modelsDir`; `null` for the pack's own. */
  readonly calibrationFile: string | null;
  /** Whether a calibration that refers to random pairs only will do. */
  readonly randomPairCalibration: boolean;
  /** The most faces of each image that are compared: the largest. */
  readonly maxFaces: number;
  /** Bytes of one image, at most. */
  readonly maxFileBytes: number;
  /** Whether times of steps, and decisions by status and calibration, are metrics too. */
  readonly fullMetrics: boolean;
  /** Days after which DynamoDB may delete an audit item; `null` keeps them. */
  readonly retentionDays: number | null;
  /** Threads of one inference; `null` where the memory of the function is not known and the engine decides. */
  readonly threads: number | null;
  /** Origins of web pages that may read the responses; none switches CORS off. */
  readonly corsOrigins: readonly string[];
  /** Namespace of the metrics in CloudWatch. */
  readonly metricsNamespace: string;
}

/**
 * Megabytes of memory for which Lambda grants one whole virtual processor
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
 */
export const MEGABYTES_PER_CPU = 1769;

export const DEFAULT_THRESHOLD = 0.7;

/** More than these decimals of a similarity hide nothing. */
export const MAX_SIMILARITY_DECIMALS = 6;

/** The bundle has the models next to it; the sources have them in `layers/models`. */
const DEFAULT_MODELS_DIR = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '..', '..', 'layers', 'models')
  : join(import.meta.dirname, 'models');

/**
 * Reads the settings of the compare function. An unset and an empty variable are the same.
 *
 * @param environment `process.env`
 * @throws SettingsError naming every variable that is missing or out of range
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): CompareSettings {
  const mistakes: string[] = [];
  const text = (name: string): string | null => environment[name] || null;

  const number = (name: string, expected: string, accepts: (value: number) => boolean): number | null => {
    const value = text(name);
    if (value === null) return null;
    const parsed = value.trim() === '' ? Number.NaN : Number(value);
    if (accepts(parsed)) return parsed;
    mistakes.push(`Expected ${expected} for ${name} but received ${JSON.stringify(value)}.`);
    return null;
  };
  const integer = (name: string, lowest: number, highest: number): number | null =>
    number(
      name,
      `integer between ${lowest} and ${highest}`,
      (value) => Number.isInteger(value) && value >= lowest && value <= highest,
    );

  const auditTable = text('AUDIT_TABLE') ?? '';
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
  if (!/^[A-Za-z0-9_.-]{3,255}$/.test(auditTable)) {
    mistakes.push(`Expected name of a DynamoDB table for AUDIT_TABLE but received ${JSON.stringify(auditTable)}.`);
  }
  const threshold = number('THRESHOLD', 'number between 0 and 1', (value) => value >= 0 && value <= 1);
  const similarityDecimals = integer('SIMILARITY_DECIMALS', 1, MAX_SIMILARITY_DECIMALS);
  if (similarityDecimals !== null && threshold !== null && roundTo(threshold, similarityDecimals) !== threshold) {
    mistakes.push(
      `Expected at most ${similarityDecimals} decimals for THRESHOLD, as in SIMILARITY_DECIMALS, but received ${threshold}.`,
    );
  }
  const pack = text('PACK') ?? DEFAULT_PACK;
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(pack)) {
    mistakes.push(`Expected name of a model pack for PACK but received ${JSON.stringify(pack)}.`);
  }
  const researchModels = text('RESEARCH_MODELS');
  if (researchModels !== null && researchModels !== 'true' && researchModels !== 'false') {
    mistakes.push(`Expected true or false for RESEARCH_MODELS but received ${JSON.stringify(researchModels)}.`);
  }
  const randomPairs = text('RANDOM_PAIR_CALIBRATION') ?? 'false';
  if (!['true', 'false'].includes(randomPairs)) {
    mistakes.push(`Expected true or false for RANDOM_PAIR_CALIBRATION but received ${JSON.stringify(randomPairs)}.`);
  }
  const metrics = text('METRICS') ?? 'core';
  if (!['core', 'full'].includes(metrics)) {
    mistakes.push(`Expected core or full for METRICS but received ${JSON.stringify(metrics)}.`);
  }
  const maxFaces = integer('MAX_FACES', 1, MAX_FACES);
  const maxFileBytes = integer('MAX_FILE_BYTES', 1, MAX_FILE_BYTES);
  const retentionDays = integer('RETENTION_DAYS', 1, 36_500);
  const corsOrigins = (text('CORS_ORIGINS') ?? '').split(',').flatMap((item) => item.trim() || []);
  for (const origin of corsOrigins.filter((item) => !isOrigin(item))) {
    mistakes.push(`Expected ${ORIGIN_EXPECTED} for CORS_ORIGINS but received ${JSON.stringify(origin)}.`);
  }
  const megabytes = integer('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 1, 1_000_000);
  if (mistakes.length > 0) throw new SettingsError(mistakes);

  return {
    auditTable,
    sessionsTable: text('SESSIONS_TABLE'),
    idempotencyTable: text('IDEMPOTENCY_TABLE'),
    threshold: threshold ?? DEFAULT_THRESHOLD,
    similarityDecimals,
    pack,
    researchModels: researchModels === 'true',
    modelsDir: text('MODELS_DIR') ?? DEFAULT_MODELS_DIR,
    calibrationFile: text('CALIBRATION'),
    randomPairCalibration: randomPairs === 'true',
    maxFaces: maxFaces ?? MAX_FACES,
    maxFileBytes: maxFileBytes ?? MAX_FILE_BYTES,
    fullMetrics: metrics === 'full',
    retentionDays,
    threads: megabytes === null ? null : Math.max(1, Math.floor(megabytes / MEGABYTES_PER_CPU)),
    corsOrigins,
    metricsNamespace: text('METRICS_NAMESPACE') ?? METRICS_NAMESPACE,
  };
}
