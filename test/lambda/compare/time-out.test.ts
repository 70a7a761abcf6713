import { expect, it, vi } from 'vitest';
import { HEALTH_PATH } from '../../../lambda/contract/fields.ts';
import { lambdaContext, proxyEvent } from '../../support/events.ts';
import { compareEvent, createHarness, type Harness } from './harness.ts';

const parse = vi.hoisted(() => ({ ends: true }));
vi.mock('../../../lambda/compare/multipart.ts', async (original) => {
  const { parseMultipart, ...others } = await original<typeof import('../../../lambda/compare/multipart.ts')>();
  const endless = new Promise<never>(() => {});
  return {
    ...others,
    parseMultipart: (...of: Parameters<typeof parseMultipart>) => (parse.ends ? parseMultipart(...of) : endless),
  };
});

const endless = () => new Promise<never>(() => {});
const health = proxyEvent({ method: 'GET', path: HEALTH_PATH });

/** Calls with a quarter of a second until Lambda's time-out, which is all that the function keeps for its response. */
async function answerInNoTime(harness: Harness, event: Parameters<Harness['handler']>[0]) {
  const { statusCode, headers, body } = await harness.handler(event, lambdaContext(250));
  return { statusCode, headers, envelope: JSON.parse(body) };
}

it.each([
  ['parsing', createHarness(), compareEvent(), false],
  ['the engine of a comparison', createHarness({ engine: endless }), compareEvent(), true],
  ['the engine of /health', createHarness({ engine: endless }), health, true],
])('%s that does not end is given up before Lambda’s time-out', async (_, harness, event, parseEnds) => {
  parse.ends = parseEnds;
  const { statusCode, headers, envelope } = await answerInNoTime(harness, event);
  expect(statusCode).toBe(500);
  expect(envelope).toEqual({ version: null, statusCode: 500, messages: ['Unexpected server error.'], result: null });
  expect(headers).toEqual({
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'x-request-id': '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11',
  });
  expect(harness.lines[0]).toMatchObject({ statusCode: 500, failure: 'unexpected', reason: 'time-out' });
  expect(harness.items).toEqual([]);
});

it('what takes no time is answered to the last', async () => {
  parse.ends = true;
  const harness = createHarness();
  const statuses = [];
  for (const event of [
    health,
    proxyEvent({ method: 'GET', path: '/nowhere' }),
    compareEvent(undefined, { authorizer: null }),
  ]) {
    statuses.push((await answerInNoTime(harness, event)).statusCode);
  }
  expect(statuses).toEqual([200, 404, 500]);
  expect(harness.lines.map(({ reason }) => reason)).not.toContain('time-out');
});
