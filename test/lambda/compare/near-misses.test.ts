import { describe, expect, it } from 'vitest';
import type { PictureStatus } from '../../../lambda/face/comparison.ts';
import { blocksIn } from '../../docs/pages.ts';
import { call, compareEvent, comparison, createHarness, SETTINGS } from './harness.ts';

/** The lines that a comparison of this similarity leaves: that of the request, then that of the metrics. */
async function linesOf(
  similarity: number | null,
  threshold = 0.7,
  statuses: readonly [PictureStatus, PictureStatus] = ['Success', 'Success'],
) {
  const harness = createHarness({ settings: { ...SETTINGS, threshold } });
  harness.engine.outcome = comparison(similarity, statuses);
  const { statusCode } = await call(harness, compareEvent());
  expect(statusCode).toBe(200);
  return harness.lines as [Record<string, unknown>, Record<string, unknown>];
}

describe('a near-miss', () => {
  it.each([
    [0.7, 0.7],
    [0.6999, 0.7],
    [0.6, 0.7],
    [0.7, 0.8],
    [0.85, 0.95],
    [0, 0.05],
  ])(
    'is a similarity of %d at a threshold of %d: in the log with its client, and in a metric',
    async (similarity, threshold) => {
      const [request, metrics] = await linesOf(similarity, threshold);
      expect(request).toMatchObject({ nearMiss: true, client: 'client-1', status: 'Success' });
      expect(metrics).toMatchObject({ NearMisses: 1 });
      const { CloudWatchMetrics } = metrics._aws as {
        CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[];
      };
      const directives = CloudWatchMetrics.filter(({ Metrics }) => Metrics.some(({ Name }) => Name === 'NearMisses'));
      expect(directives.map(({ Dimensions }) => Dimensions)).toEqual([[[]]]);
    },
  );

  it.each<[string, number | null, [PictureStatus, PictureStatus]?]>([
    ['a match', 0.7001],
    ['far below the threshold', 0.5999],
    ['of a picture of low quality', 0.65, ['Success', 'LowQuality']],
    ['of two pictures of low quality', 0.75, ['LowQuality', 'LowQuality']],
    ['without a pair', null, ['Success', 'NoFaceDetected']],
  ])('is none that is %s', async (_, similarity, statuses) => {
    const [request, metrics] = await linesOf(similarity, 0.7, statuses);
    expect(request).not.toHaveProperty('nearMiss');
    expect(metrics).not.toHaveProperty('NearMisses');
  });

  it('is none where the decision was withheld', async () => {
    const harness = createHarness({ audit: { put: () => Promise.reject(new Error('x')) } });
    harness.engine.outcome = comparison(0.65);
    await call(harness, compareEvent());
    expect(harness.lines.some((line) => 'nearMiss' in line || 'NearMisses' in line)).toBe(false);
  });

  it('is found by the query of docs/operate.md, which ranks clients', async () => {
    const [query] = blocksIn('').filter(
      ({ where, code }) => where.startsWith('docs/operate.md') && code.includes('nearMiss'),
    );
    const [request] = await linesOf(0.65);
    const used = [
      ...query!.code.matchAll(/\b(?:filter (\w+) = "(\w+)"|ispresent\((\w+)\)|m(?:in|ax)\((\w+)\)|by (\w+))/g),
    ];
    const fields = used.flatMap(([, ...names]) => [names[0], names[2], names[3], names[4]].filter((name) => name));
    expect(fields).toEqual(['message', 'nearMiss', 'time', 'time', 'client']);
    for (const field of fields) expect(request).toHaveProperty([field!]);
    expect(used[0]![2]).toBe(request.message);
    expect(query!.code).toMatch(/stats count\(\*\) as nearMisses.* by client\n\| sort nearMisses desc/);
  });
});
