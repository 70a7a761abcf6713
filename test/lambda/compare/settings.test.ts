import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../lambda/compare/settings.ts';
import { SettingsError } from '../../../lambda/errors/settings-error.ts';

describe('settings of the compare function', () => {
  it('needs nothing but the audit table', () => {
    const settings = readSettings({ AUDIT_TABLE: 'audit' });
    expect(settings).toMatchObject({
      auditTable: 'audit',
      sessionsTable: null,
      threshold: 0.7,
      similarityDecimals: null,
      pack: 'retail-0095',
      researchModels: false,
      calibrationFile: null,
      randomPairCalibration: false,
      maxFaces: 32,
      maxFileBytes: 4_000_000,
      retentionDays: null,
      threads: null,
      corsOrigins: [],
      metricsNamespace: 'FaceComparison',
    });
  });

  it('finds the models of the source tree by default', () => {
    const { modelsDir } = readSettings({ AUDIT_TABLE: 'audit' });
    expect([basename(dirname(modelsDir)), basename(modelsDir)]).toEqual(['layers', 'models']);
    expect(existsSync(modelsDir)).toBe(true);
  });

  it('takes every variable', () => {
    const environment = {
      AUDIT_TABLE: 'audit',
      SESSIONS_TABLE: 'sessions',
      IDEMPOTENCY_TABLE: 'keys',
      THRESHOLD: '0.85',
      SIMILARITY_DECIMALS: '2',
      PACK: 'combined',
      RESEARCH_MODELS: 'true',
      MODELS_DIR: '/opt/models',
      CALIBRATION: 'own.json',
      RANDOM_PAIR_CALIBRATION: 'true',
      METRICS: 'full',
      MAX_FACES: '1',
      MAX_FILE_BYTES: '1000000',
      RETENTION_DAYS: '365',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '3008',
      CORS_ORIGINS: 'https://a.example.com, http://localhost:5173',
      METRICS_NAMESPACE: 'FaceComparison-staging',
    };
    expect(readSettings(environment)).toEqual({
      auditTable: 'audit',
      sessionsTable: 'sessions',
      idempotencyTable: 'keys',
      threshold: 0.85,
      similarityDecimals: 2,
      pack: 'combined',
      researchModels: true,
      modelsDir: '/opt/models',
      calibrationFile: 'own.json',
      randomPairCalibration: true,
      fullMetrics: true,
      maxFaces: 1,
      maxFileBytes: 1_000_000,
      retentionDays: 365,
      threads: 1,
      corsOrigins: ['https://a.example.com', 'http://localhost:5173'],
      metricsNamespace: 'FaceComparison-staging',
    });
  });

  it.each([
    ['512', 1],
    ['1769', 1],
    ['3538', 2],
    ['10240', 5],
  ])('gives %s MB of memory %i threads', (megabytes, threads) => {
    expect(readSettings({ AUDIT_TABLE: 'audit', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: megabytes }).threads).toBe(threads);
  });

  it('takes an empty variable for an unset one', () => {
    expect(readSettings({ AUDIT_TABLE: 'audit', THRESHOLD: '', RETENTION_DAYS: '' })).toMatchObject({
      threshold: 0.7,
      retentionDays: null,
    });
  });

  it.each([
    [{ AUDIT_TABLE: undefined }, 'Expected name of a DynamoDB table for AUDIT_TABLE but received "".'],
    [{ AUDIT_TABLE: 'a b c' }, 'Expected name of a DynamoDB table for AUDIT_TABLE but received "a b c".'],
    [{ THRESHOLD: 'high' }, 'Expected number between 0 and 1 for THRESHOLD but received "high".'],
    [{ THRESHOLD: '1.01' }, 'Expected number between 0 and 1 for THRESHOLD but received "1.01".'],
    [{ THRESHOLD: ' ' }, 'Expected number between 0 and 1 for THRESHOLD but received " ".'],
    [{ RESEARCH_MODELS: 'yes' }, 'Expected true or false for RESEARCH_MODELS but received "yes".'],
    [{ PACK: '../x' }, 'Expected name of a model pack for PACK but received "../x".'],
    [
      { MAX_FILE_BYTES: '4000001' },
      'Expected integer between 1 and 4000000 for MAX_FILE_BYTES but received "4000001".',
    ],
    [{ SIMILARITY_DECIMALS: '0' }, 'Expected integer between 1 and 6 for SIMILARITY_DECIMALS but received "0".'],
    [{ SIMILARITY_DECIMALS: '7' }, 'Expected integer between 1 and 6 for SIMILARITY_DECIMALS but received "7".'],
    [
      { SIMILARITY_DECIMALS: '2', THRESHOLD: '0.705' },
      'Expected at most 2 decimals for THRESHOLD, as in SIMILARITY_DECIMALS, but received 0.705.',
    ],
    [{ RANDOM_PAIR_CALIBRATION: 'yes' }, 'Expected true or false for RANDOM_PAIR_CALIBRATION but received "yes".'],
    [{ MAX_FACES: '0' }, 'Expected integer between 1 and 32 for MAX_FACES but received "0".'],
    [{ MAX_FACES: '33' }, 'Expected integer between 1 and 32 for MAX_FACES but received "33".'],
    [{ MAX_FILE_BYTES: '0' }, 'Expected integer between 1 and 4000000 for MAX_FILE_BYTES but received "0".'],
    [
      { CORS_ORIGINS: 'https://a.example.com,*' },
      'Expected an origin such as https://app.example.com for CORS_ORIGINS but received "*".',
    ],
    [{ RETENTION_DAYS: '1.5' }, 'Expected integer between 1 and 36500 for RETENTION_DAYS but received "1.5".'],
  ])('refuses %o', (wrong, message) => {
    const read = () => readSettings({ AUDIT_TABLE: 'audit', ...wrong });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(message);
  });

  it('tells all mistakes at once, one line each', () => {
    const read = () => readSettings({ THRESHOLD: '2', MAX_FILE_BYTES: 'x' });
    expect(read).toThrow(/AUDIT_TABLE.*\n.*THRESHOLD.*\n.*MAX_FILE_BYTES/);
  });
});
