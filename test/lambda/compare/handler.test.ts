import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { proxyEvent } from '../../support/events.ts';
import { call } from './harness.ts';

/** Loads the function's entry point again, as a cold start does, and catches what it prints. */
async function coldStart(environment: Record<string, string>) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  const lines: Record<string, unknown>[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(JSON.parse(String(text)));
    return true;
  });
  const { handler } = await import('../../../lambda/compare/handler.ts');
  return { handler, lines };
}

describe('the entry point of the compare function', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    // Nothing listens at this address.
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'none');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it('refuses to start with a wrong setting', async () => {
    await expect(coldStart({ AUDIT_TABLE: 'audit', THRESHOLD: '7' })).rejects.toThrow(
      'Expected number between 0 and 1 for THRESHOLD but received "7".',
    );
  });

  it('starts without models and database, says so, and is not healthy', async () => {
    const harness = await coldStart({ AUDIT_TABLE: 'audit', MODELS_DIR: '/no/such/folder' });
    const init = { level: 'ERROR', message: 'init', errorName: expect.any(String) };
    const said = harness.lines.length;
    expect(harness.lines).toHaveLength(2);
    expect(harness.lines).toContainEqual({ ...init, reason: 'engine-load', detail: expect.any(String) });
    expect(harness.lines).toContainEqual({ ...init, reason: 'audit-connection', detail: null });
    const { statusCode, envelope } = await call(harness, proxyEvent({ method: 'GET', path: '/health' }));
    expect(statusCode).toBe(503);
    expect(envelope.messages).toEqual(['The models could not be loaded.', 'The last audit item could not be stored.']);
    expect(envelope.result).toMatchObject({
      pack: null,
      auditStore: 'unreachable',
      lastAuditWrite: expect.any(String),
    });
    expect(harness.lines.slice(said)).toMatchObject([
      { reason: 'engine-load', statusCode: 503 },
      { EngineFailures: 1 },
    ]);
    expect(JSON.stringify(harness.lines.slice(said))).not.toContain('/no/such/folder');
  });
});
