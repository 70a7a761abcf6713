import { describe, expect, it } from 'vitest';
import type { AuditStore } from '../../../lambda/compare/audit-item.ts';
import { proxyEvent } from '../../support/events.ts';
import { call, compareEvent, createHarness, NOW } from './harness.ts';

const HEALTH = proxyEvent({ path: '/health' });
const NONE = { auditStore: 'unknown', lastAuditWrite: null };

/** A harness with a clock and an audit store that can be changed. */
function changing() {
  const state = { now: NOW, stores: true };
  const audit: AuditStore = {
    put: async () => {
      if (!state.stores) throw new Error('out of reach');
    },
  };
  return { state, harness: createHarness({ audit, clock: () => state.now }) };
}

describe('GET /health', () => {
  it('says what runs, without a token', async () => {
    const { statusCode, headers, envelope } = await call(createHarness(), HEALTH);
    expect(statusCode).toBe(200);
    expect(headers['x-request-id']).toBe('6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11');
    expect(envelope).toEqual({
      version: null,
      statusCode: 200,
      messages: ['Healthy'],
      result: {
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        pack: 'retail-0095',
        calibrationVersion: 'provisional-1',
        ...NONE,
      },
    });
  });

  it('is a 503 where the models cannot be loaded, and says so in the log', async () => {
    const harness = createHarness({ engine: () => Promise.reject(new Error('secret path')) });
    const { statusCode, envelope } = await call(harness, HEALTH);
    expect(statusCode).toBe(503);
    expect(envelope).toEqual({
      version: null,
      statusCode: 503,
      messages: ['The models could not be loaded.'],
      result: { version: expect.any(String), pack: null, calibrationVersion: null, ...NONE },
    });
    expect(harness.lines[0]).toMatchObject({ level: 'ERROR', statusCode: 503, reason: 'engine-load' });
    expect(harness.lines[1]).toMatchObject({ EngineFailures: 1 });
    expect(JSON.stringify(harness.lines)).not.toContain('secret');
  });

  it('tells of the last audit write: a failed one is a 503 for a minute', async () => {
    const { state, harness } = changing();
    const health = async () => {
      const { statusCode, envelope } = await call(harness, HEALTH);
      const { auditStore, lastAuditWrite } = envelope.result as unknown as typeof NONE;
      return [statusCode, envelope.messages[0], auditStore, lastAuditWrite];
    };
    const time = (seconds: number) => new Date(NOW + 1000 * seconds).toISOString();

    await call(harness, compareEvent());
    expect(await health()).toEqual([200, 'Healthy', 'reachable', time(0)]);
    Object.assign(state, { now: NOW + 5_000, stores: false });
    expect((await call(harness, compareEvent())).statusCode).toBe(500);
    expect(await health()).toEqual([503, 'The last audit item could not be stored.', 'unreachable', time(5)]);
    state.now = NOW + 64_999;
    expect((await health())[0]).toBe(503);
    state.now = NOW + 65_000;
    expect(await health()).toEqual([200, 'Healthy', 'unreachable', time(5)]);
    state.stores = true;
    await call(harness, compareEvent());
    expect(await health()).toEqual([200, 'Healthy', 'reachable', time(65)]);
  });

  it('answers HEAD alike, without a body', async () => {
    const head = { ...HEALTH, httpMethod: 'HEAD' };
    const [got, headed] = [await createHarness().handler(HEALTH), await createHarness().handler(head)];
    expect(headed).toEqual({ ...got, body: '' });
    const broken = createHarness({ engine: () => Promise.reject(new Error('x')) });
    expect(await broken.handler(head)).toMatchObject({ statusCode: 503, body: '' });
  });
});
