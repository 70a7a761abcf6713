import { describe, expect, it } from 'vitest';
import { COMPARE_PATH, HEALTH_PATH } from '../../../lambda/contract/fields.ts';
import { proxyEvent } from '../../support/events.ts';
import { pictureParts } from '../../support/multipart.ts';
import { CALLER, call, compareEvent, createHarness, FIRST, SECOND, SETTINGS } from './harness.ts';

const LISTED = 'https://app.example.com';
const withOrigins = (...corsOrigins: string[]) => createHarness({ settings: { ...SETTINGS, corsOrigins } });

/** Returns the CORS headers among those of a response, which `call` returns in lower case. */
function corsOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(headers).filter((name) => name.startsWith('access-control-') || name === 'vary');
  return Object.fromEntries(names.map((name) => [name, headers[name]!]));
}

const from = (origin: string | null) => ({
  headers: {
    'Content-Type': 'multipart/form-data; boundary=----formdata-undici-057508467632',
    ...(origin === null ? {} : { Origin: origin }),
  },
});
const preflight = (origin: string) =>
  proxyEvent({ method: 'OPTIONS', path: COMPARE_PATH, headers: { origin, 'Access-Control-Request-Method': 'POST' } });

const READABLE = {
  vary: 'Origin',
  'access-control-allow-origin': LISTED,
  'access-control-expose-headers': 'x-request-id, x-correlation-id, x-original-request-id, retry-after',
};

describe('answers for web pages', () => {
  it('carry no header of CORS where no origin is set', async () => {
    const harness = createHarness();
    const { statusCode, headers } = await call(harness, compareEvent(undefined, from(LISTED)));
    expect(statusCode).toBe(200);
    expect(corsOf(headers)).toEqual({});
    expect((await call(harness, preflight(LISTED))).statusCode).toBe(404);
  });

  it('name the origin where it is listed, whichever it is', async () => {
    const harness = withOrigins('https://other.example.com', LISTED);
    for (const origin of ['https://other.example.com', LISTED]) {
      const { statusCode, headers } = await call(harness, compareEvent(undefined, from(origin)));
      expect(statusCode).toBe(200);
      expect(corsOf(headers)).toEqual({ ...READABLE, 'access-control-allow-origin': origin });
    }
  });

  it.each([
    ['https://evil.example.com'],
    ['https://app.example.com.evil.com'],
    ['https://app.example.com:444'],
    ['http://app.example.com'],
    ['null'],
    ['*'],
    [null],
  ])('cannot be read from origin %s, and caches learn why', async (origin) => {
    const { statusCode, headers } = await call(withOrigins(LISTED), compareEvent(undefined, from(origin)));
    expect(statusCode).toBe(200);
    expect(corsOf(headers)).toEqual({ vary: 'Origin' });
  });

  it('can be read when they are refusals and failures, too', async () => {
    const harness = withOrigins(LISTED);
    const statuses: number[] = [];
    const check = async (event: Parameters<typeof call>[1]) => {
      const { statusCode, headers } = await call(harness, event);
      statuses.push(statusCode);
      expect(corsOf(headers)).toEqual(READABLE);
    };
    await check(compareEvent([], from(LISTED)));
    await check(compareEvent(undefined, { ...from(LISTED), authorizer: { ...CALLER, exp: 1 } }));
    await check(compareEvent(pictureParts(Buffer.alloc(4_000_001), SECOND), from(LISTED)));
    await check(compareEvent(undefined, { ...from(LISTED), authorizer: null }));
    await check(proxyEvent({ method: 'GET', path: '/nowhere', headers: { Origin: LISTED } }));
    await check(proxyEvent({ method: 'GET', path: HEALTH_PATH, headers: { Origin: LISTED } }));
    harness.engine.outcome = new Error('inference');
    await check(compareEvent(pictureParts(FIRST, SECOND), from(LISTED)));
    expect(statuses).toEqual([400, 401, 413, 500, 404, 200, 200]);
  });

  it('never allow cookies', async () => {
    const harness = withOrigins(LISTED);
    for (const event of [preflight(LISTED), compareEvent(undefined, from(LISTED))]) {
      const { headers } = await harness.handler(event);
      expect(headers).toHaveProperty('Access-Control-Allow-Origin');
      expect(headers).not.toHaveProperty('Access-Control-Allow-Credentials');
    }
  });
});

describe('a preflight request', () => {
  it('of a listed origin is told what it may send, without a token', async () => {
    const harness = withOrigins(LISTED);
    const result = await harness.handler(preflight(LISTED));
    expect(result).toMatchObject({
      statusCode: 204,
      body: '',
      headers: {
        'Access-Control-Allow-Origin': LISTED,
        'Access-Control-Allow-Methods': 'POST',
        'Access-Control-Allow-Headers': 'authorization, content-type, x-correlation-id, idempotency-key',
        'Access-Control-Max-Age': '600',
        Vary: 'Origin',
        'x-request-id': expect.any(String),
      },
    });
    expect(harness.lines[0]).toMatchObject({ route: `OPTIONS ${COMPARE_PATH}`, statusCode: 204, client: null });
    expect(harness.items).toEqual([]);
  });

  it('of another origin is not allowed to go on', async () => {
    const result = await withOrigins(LISTED).handler(preflight('https://evil.example.com'));
    expect(result.statusCode).toBe(204);
    expect(result.headers).not.toHaveProperty('Access-Control-Allow-Origin');
  });

  it('does not wait for the models', async () => {
    const harness = createHarness({
      settings: { ...SETTINGS, corsOrigins: [LISTED] },
      engine: () => Promise.reject(new Error('no models')),
    });
    expect((await harness.handler(preflight(LISTED))).statusCode).toBe(204);
  });
});
