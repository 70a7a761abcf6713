import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../../lambda/contract/failures.ts';
import { proxyEvent } from '../../support/events.ts';
import { CALLER, call, compareEvent, createHarness, NOW } from './harness.ts';

describe('the caller', () => {
  it('gets 401 when the token has expired since the authorizer let it in', async () => {
    const harness = createHarness();
    const { statusCode, headers, envelope } = await call(
      harness,
      compareEvent(undefined, { authorizer: { ...CALLER, exp: NOW / 1000 - 1 } }),
    );
    expect(statusCode).toBe(401);
    expect(headers).toMatchObject({ 'www-authenticate': 'Bearer', 'x-request-id': expect.any(String) });
    expect(envelope).toEqual({
      version: null,
      statusCode: 401,
      messages: ['The bearer token has expired. Get a new application token.'],
      result: null,
    });
    expect(harness.engine.compared).toEqual([]);
  });

  it('gets 401 before anything is said of the body', async () => {
    const harness = createHarness();
    const event = compareEvent([], { authorizer: { ...CALLER, exp: 1 } });
    expect((await call(harness, event)).statusCode).toBe(401);
  });

  it.each([
    [null],
    [{}],
    [{ principalId: 'client-1', client: 'client-1' }],
    [{ ...CALLER, client: '' }],
    [{ ...CALLER, exp: 'soon' }],
    [{ ...CALLER, exp: '' }],
  ])('is unknown without the authorizer’s context %j: 500', async (authorizer) => {
    const harness = createHarness();
    const { statusCode, envelope } = await call(harness, compareEvent(undefined, { authorizer }));
    expect(statusCode).toBe(500);
    expect(envelope.messages).toEqual(['Unexpected server error.']);
    expect(harness.engine.compared).toEqual([]);
    expect(harness.lines[0]).toMatchObject({ reason: 'no-authorizer-context' });
  });
});

describe('the engine', () => {
  it('that cannot be loaded is a 500, and the next request tries again', async () => {
    let calls = 0;
    const working = createHarness().engine;
    const harness = createHarness({
      engine: async () => {
        calls++;
        if (calls === 1) throw new Error('secret path');
        return working;
      },
    });
    const first = await call(harness, compareEvent());
    expect(first.statusCode).toBe(500);
    expect(first.envelope.messages).toEqual(['Unexpected server error.']);
    expect(harness.lines[0]).toMatchObject({ reason: 'engine-load', errorName: 'Error' });
    expect(JSON.stringify(harness.lines)).not.toContain('secret');
    expect((await call(harness, compareEvent())).statusCode).toBe(200);
  });
});

describe('other routes', () => {
  it.each([
    ['GET', '/ExtFaceComparison/Compare'],
    ['POST', '/health'],
    ['GET', '/'],
    ['DELETE', '/secret-path'],
  ])('%s %s is a 404 in the envelope', async (method, path) => {
    const harness = createHarness();
    const { statusCode, headers, envelope } = await call(harness, proxyEvent({ method, path }));
    expect(statusCode).toBe(404);
    expect(envelope).toEqual({
      version: null,
      statusCode: 404,
      messages: [FAILURES.notFound.message],
      result: null,
    });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-request-id': expect.any(String) });
    expect(JSON.stringify(harness.lines)).not.toContain('secret-path');
  });
});
