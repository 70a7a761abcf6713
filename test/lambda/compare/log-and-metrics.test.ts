import { describe, expect, it } from 'vitest';
import { METRICS, metricsLine } from '../../../lambda/compare/metrics.ts';
import { openRecord } from '../../../lambda/compare/request.ts';
import { lambdaContext } from '../../support/events.ts';
import { filePart, multipartType } from '../../support/multipart.ts';
import { call, compareEvent, comparison, createHarness, NOW, SETTINGS } from './harness.ts';

interface Emf {
  _aws: {
    Timestamp: number;
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
  };
  [name: string]: unknown;
}

/** Dimension sets by metric name, after checking that each metric and dimension has its value on the line. */
function metricsOf(line: unknown): Record<string, { unit: string; dimensions: string[][] }> {
  const emf = line as Emf;
  expect(emf._aws.Timestamp).toBeGreaterThan(0);
  const found: Record<string, { unit: string; dimensions: string[][] }> = {};
  for (const { Namespace, Dimensions, Metrics } of emf._aws.CloudWatchMetrics) {
    expect(Namespace).toBe('FaceComparison');
    expect(Metrics.length).toBeGreaterThan(0);
    for (const dimension of Dimensions.flat()) expect(emf[dimension]).toEqual(expect.any(String));
    for (const { Name, Unit } of Metrics) {
      expect(emf[Name]).toEqual(expect.any(Number));
      found[Name] = { unit: Unit, dimensions: Dimensions };
    }
  }
  return found;
}

describe('the log', () => {
  it('has one line for a comparison and one of metrics', async () => {
    const harness = createHarness();
    await call(harness, compareEvent());
    expect(harness.lines).toHaveLength(2);
    expect(harness.lines[0]).toEqual({
      level: 'INFO',
      message: 'request',
      time: '2026-11-23T12:34:56.000Z',
      requestId: '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11',
      route: 'POST /ExtFaceComparison/Compare',
      client: 'client-1',
      statusCode: 200,
      status: 'Success',
      durations: expect.objectContaining({
        parse: expect.any(Number),
        detect: 21,
        audit: expect.any(Number),
        total: expect.any(Number),
      }),
      coldStart: true,
      pack: 'retail-0095',
      models: ['yunet-n@104ee26c'],
      calibration: 'provisional-1',
    });
  });

  it('names the reason of a refusal and nothing that the caller sent', async () => {
    const harness = createHarness();
    const parts = [filePart('LivenessFace', 'CANARY-bytes', 'CANARY-name.jpg'), filePart('CANARY-field', 'x')];
    const headers = {
      'Content-Type': multipartType(),
      Authorization: 'Bearer CANARY',
      'x-correlation-id': 'not a valid CANARY\u00e9',
    };
    await call(harness, compareEvent(parts, { headers, query: { q: 'CANARY' } }));
    await call(harness, compareEvent(parts, { headers: { ...headers, 'Content-Type': 'text/CANARY' } }));
    await call(
      harness,
      compareEvent([{ headers: ['Content-Disposition: form-data; filename=CANARY'], content: 'CANARY' }], { headers }),
    );
    expect(harness.lines.map((line) => [line.statusCode, line.failure, line.reason]).filter(([code]) => code)).toEqual([
      [400, 'invalidRequest', 'pictures'],
      [400, 'invalidRequest', 'content-type'],
      [400, 'invalidRequest', 'malformed'],
    ]);
    expect(JSON.stringify(harness.lines)).not.toContain('CANARY');
    expect(JSON.stringify(harness.lines)).not.toContain(Buffer.from('CANARY').toString('base64').slice(0, 7));
  });
});

describe('the metrics', () => {
  it('count decisions by status, pack and calibration, steps by duration, and cold starts once', async () => {
    const harness = createHarness();
    harness.engine.outcome = comparison(null, ['NoFaceDetected', 'Success']);
    await call(harness, compareEvent());
    const first = harness.lines[1] as Emf;
    expect(metricsOf(first)).toMatchObject({
      Comparisons: { unit: 'Count', dimensions: [[], ['status'], ['pack', 'calibration']] },
      ColdStarts: { unit: 'Count', dimensions: [[]] },
      DetectDuration: { unit: 'Milliseconds', dimensions: [[]] },
      TotalDuration: { unit: 'Milliseconds', dimensions: [[]] },
      AuditDuration: { unit: 'Milliseconds', dimensions: [[]] },
    });
    expect(first).toMatchObject({ status: 'NoFaceDetected', Comparisons: 1, ColdStarts: 1, DetectDuration: 20.6 });
    await call(harness, compareEvent());
    expect(Object.keys(metricsOf(harness.lines[3]))).not.toContain('ColdStarts');
  });

  it('count a failed audit write and no decision', async () => {
    const harness = createHarness({ audit: { put: () => Promise.reject(new Error('x')) } });
    await call(harness, compareEvent());
    expect(Object.keys(metricsOf(harness.lines[1])).sort()).toEqual([METRICS.auditFailures, METRICS.coldStarts]);
  });

  it('count models that cannot be loaded', async () => {
    const harness = createHarness({ engine: () => Promise.reject(new Error('x')) });
    await call(harness, compareEvent());
    expect(Object.keys(metricsOf(harness.lines[1]))).toContain(METRICS.engineFailures);
  });

  it('are absent where there is nothing to count', async () => {
    const harness = createHarness();
    await call(harness, compareEvent([]));
    await call(harness, compareEvent([]));
    expect(harness.lines.map((line) => '_aws' in line)).toEqual([false, true, false]);
    const record = openRecord(compareEvent(), {}, lambdaContext(), NOW, false);
    expect(metricsLine(record, 'FaceComparison', true)).toBeNull();
  });

  it('are few unless all are wanted', async () => {
    const harness = createHarness({ settings: { ...SETTINGS, fullMetrics: false } });
    await call(harness, compareEvent());
    await call(harness, compareEvent());
    const line = harness.lines.at(-1) as {
      _aws: { CloudWatchMetrics: { Dimensions: unknown; Metrics: { Name: string }[] }[] };
    };
    expect(line._aws.CloudWatchMetrics).toEqual([
      expect.objectContaining({ Dimensions: [[]], Metrics: [{ Name: METRICS.comparisons, Unit: 'Count' }] }),
    ]);
    expect(Object.keys(line).filter((name) => name.endsWith('Duration'))).toEqual([]);
  });
});
