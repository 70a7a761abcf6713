import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { exportDefinition } from '../../../../lib/stack/export/definition.ts';
import type { Any } from '../rules/template-access.ts';

const PLACE = { tableName: 'audit', tableArn: 'arn:table', bucketName: 'bucket', keyArn: null };

/** Returns a value with its expressions evaluated, as Step Functions does. */
async function evaluated(value: Any, states: object, variables: Record<string, unknown>): Promise<Any> {
  if (typeof value === 'string') {
    const [, expression] = /^\{%(.*)%\}$/s.exec(value) ?? [];
    return expression === undefined ? value : jsonata(expression).evaluate({}, { states, ...variables });
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([name, each]) => [name, await evaluated(each, states, variables)]);
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Runs the state machine.
 *
 * @param aws returns the result of a task, by the name of its operation
 * @returns the states in the order in which they were entered
 */
async function run(definition: Any, input: object, aws: (operation: string, parameters: Any) => object) {
  const variables: Record<string, unknown> = {};
  const entered: string[] = [];
  for (let name = definition.StartAt; name !== undefined && entered.length < 100; ) {
    entered.push(name);
    const state = definition.States[name];
    const states: Record<string, unknown> = { input };
    if (state.Type === 'Task') {
      states.result = aws(state.Resource.split(':').at(-1), await evaluated(state.Arguments, states, variables));
      Object.assign(variables, await evaluated(state.Assign ?? {}, states, variables));
    }
    name = state.Next;
    for (const { Condition, Next } of [...(state.Choices ?? [])].reverse()) {
      if (name === undefined) name = state.Default;
      if (await evaluated(Condition, states, variables)) name = Next;
    }
  }
  return entered;
}

/** Runs it at `time` for a table whose backups begin at `earliest`. Returns what was exported and the states entered. */
async function exportOf(time: string, earliest: string, statuses = ['COMPLETED'], place = PLACE) {
  const exports: Any[] = [];
  const looks = [...statuses];
  const entered = await run(exportDefinition(place), { time }, (operation, parameters) => {
    if (operation === 'describeContinuousBackups') {
      expect(parameters).toEqual({ TableName: 'audit' });
      const PointInTimeRecoveryDescription = { EarliestRestorableDateTime: earliest };
      return { ContinuousBackupsDescription: { PointInTimeRecoveryDescription } };
    }
    if (operation === 'exportTableToPointInTime') {
      exports.push(parameters);
      return { ExportDescription: { ExportArn: 'arn:export' } };
    }
    expect([operation, parameters]).toEqual(['describeExport', { ExportArn: 'arn:export' }]);
    return { ExportDescription: { ExportStatus: looks.shift() } };
  });
  const spans = exports.map(({ IncrementalExportSpecification: it }) => [it.ExportFromTime, it.ExportToTime]);
  return { exports, spans, entered };
}

describe('the export of a day', () => {
  it('covers the whole day before, and files it under that day', async () => {
    const { exports, entered } = await exportOf('2026-12-01T01:00:00Z', '2026-11-01T10:00:00Z');
    expect(exports).toEqual([
      {
        TableArn: 'arn:table',
        S3Bucket: 'bucket',
        S3Prefix: '2026-11-30',
        S3SseAlgorithm: 'AES256',
        ExportFormat: 'DYNAMODB_JSON',
        ExportType: 'INCREMENTAL_EXPORT',
        IncrementalExportSpecification: {
          ExportFromTime: '2026-11-30T00:00:00.000Z',
          ExportToTime: '2026-12-01T00:00:00.000Z',
          ExportViewType: 'NEW_IMAGE',
        },
      },
    ]);
    expect(entered).toEqual(['Begin', 'Existed', 'Export', 'Wait', 'Look', 'Ended', 'Done']);
  });

  it.each([
    ['of a year that ends', '2027-01-01T01:00:00Z', '2026-12-31T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    [
      'that is repeated at another hour',
      '2026-12-01T17:23:45Z',
      '2026-11-30T00:00:00.000Z',
      '2026-12-01T00:00:00.000Z',
    ],
  ])('covers the day %s', async (_, time, from, to) => {
    expect((await exportOf(time, '2026-11-01T10:00:00Z')).spans).toEqual([[from, to]]);
  });

  it('begins with the first backup on the first day of a table, on a whole second', async () => {
    const { spans } = await exportOf('2026-12-01T01:00:00Z', '2026-11-30T10:11:12.345Z');
    expect(spans).toEqual([['2026-11-30T10:11:13.000Z', '2026-12-01T00:00:00.000Z']]);
  });

  it('reaches into the next day where it would be shorter than DynamoDB allows', async () => {
    const { spans } = await exportOf('2026-12-01T01:00:00Z', '2026-11-30T23:50:00Z');
    expect(spans).toEqual([['2026-11-30T23:50:00.000Z', '2026-12-01T00:05:00.000Z']]);
  });

  it('is none where the table did not exist on that day', async () => {
    const { exports, entered } = await exportOf('2026-12-01T01:00:00Z', '2026-12-01T00:30:00Z');
    expect(exports).toEqual([]);
    expect(entered.at(-1)).toBe('Done');
  });

  it('is waited for, and fails where DynamoDB says so', async () => {
    const completed = await exportOf('2026-12-01T01:00:00Z', '2026-11-01T10:00:00Z', ['IN_PROGRESS', 'COMPLETED']);
    expect(completed.entered.filter((state) => state === 'Wait')).toHaveLength(2);
    expect(completed.entered.at(-1)).toBe('Done');
    const failed = await exportOf('2026-12-01T01:00:00Z', '2026-11-01T10:00:00Z', ['IN_PROGRESS', 'FAILED']);
    expect(failed.entered.at(-1)).toBe('Failed');
  });

  it('is encrypted with the key of the account where there is one', async () => {
    const { exports } = await exportOf('2026-12-01T01:00:00Z', '2026-11-01T10:00:00Z', ['COMPLETED'], {
      ...PLACE,
      keyArn: 'arn:key' as never,
    });
    expect(exports).toMatchObject([{ S3SseAlgorithm: 'KMS', S3SseKmsKeyId: 'arn:key' }]);
  });
});
