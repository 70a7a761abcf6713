import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthorizer } from '../../../lambda/authorizer/authorizer.ts';
import { KeySet } from '../../../lambda/authorizer/key-set.ts';
import type { Refusal } from '../../../lambda/authorizer/refusal.ts';
import { authorizerSettings } from '../../../lambda/authorizer/settings.ts';
import { call, compareEvent, createHarness } from '../../lambda/compare/harness.ts';
import { goodClaims, type KeySetServer, keySetServer, testKey, token } from '../../support/tokens.ts';

const MINUTE = 60_000;

describe('the compare function, when its clock is not the authorizer’s', () => {
  /** Seconds since 1970 at which the token of the request ends: in five minutes. */
  const exp = Math.floor((Date.now() + 5 * MINUTE) / 1000);
  const at = async (shift: number) => {
    const harness = createHarness({ clock: () => Date.now() + shift });
    const event = compareEvent(undefined, { authorizer: { client: 'client-1', exp } });
    const { statusCode, envelope } = await call(harness, event);
    return { statusCode, envelope, harness };
  };

  it.each([-60 * MINUTE, -4 * MINUTE, 4 * MINUTE])(
    'by %i ms, and the token is good by both: it compares',
    async (shift) => {
      const { statusCode, harness } = await at(shift);
      expect(statusCode).toBe(200);
      expect(harness.items).toHaveLength(1);
    },
  );

  it('ahead of the end of the token: 401, no item, and a line that says why', async () => {
    const { statusCode, envelope, harness } = await at(6 * MINUTE);
    expect([statusCode, envelope.result]).toEqual([401, null]);
    expect(harness.items).toEqual([]);
    expect(harness.engine.compared).toEqual([]);
    expect(harness.lines[0]).toMatchObject({ level: 'INFO', statusCode: 401, reason: 'token-expired' });
  });
});

describe('the authorizer, when its clock is not the issuer’s', () => {
  const key = testKey('ES256', 'key');
  const log: Refusal[] = [];
  let server: KeySetServer;
  let authorize: ReturnType<typeof createAuthorizer>;
  beforeAll(async () => {
    server = await keySetServer([key.jwk]);
    const env = { ISSUER: 'i', AUDIENCE: 'a', JWKS_URI: server.uri, USAGE_KEY: 'k'.repeat(20) };
    authorize = createAuthorizer({
      settings: authorizerSettings(env),
      keys: new KeySet(server.uri),
      log: (entry) => log.push(entry),
    });
  });
  afterAll(() => server.close());

  /** The outcome for a token of an hour that the issuer makes by its own clock. */
  async function outcome(issuerAheadBy: number, nbf: boolean): Promise<string> {
    const issued = Math.floor((Date.now() + issuerAheadBy) / 1000);
    const claims = { ...goodClaims('i', 'a'), iat: issued, exp: issued + 3_600, ...(nbf ? { nbf: issued } : {}) };
    const methodArn = 'arn:aws:execute-api:eu-west-1:123456789012:api/v1/POST/x';
    return authorize({ methodArn, authorizationToken: `Bearer ${token(key, claims)}` }).then(
      () => 'in',
      () => log.at(-1)!.reason,
    );
  }

  it.each<[number, boolean, string]>([
    [0, true, 'in'],
    [-30 * MINUTE, true, 'in'],
    [-61 * MINUTE, true, 'expired'],
    [5 * MINUTE, false, 'in'],
    [5 * MINUTE, true, 'not_yet_valid'],
  ])('the issuer’s ahead by %i ms, nbf in the token: %s: %s', async (ahead, nbf, expected) => {
    expect(await outcome(ahead, nbf)).toBe(expected);
  });
});
