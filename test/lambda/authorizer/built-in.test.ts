import { describe, expect, it } from 'vitest';
import type { Application, AppStore } from '../../../lambda/applications/application.ts';
import { applicationKey, usageKey } from '../../../lambda/applications/usage-key.ts';
import { createAuthorizer } from '../../../lambda/authorizer/authorizer.ts';
import { readClientLimits } from '../../../lambda/authorizer/client-limits.ts';
import { KeySet } from '../../../lambda/authorizer/key-set.ts';
import { authorizerSettings } from '../../../lambda/authorizer/settings.ts';
import { SettingsError } from '../../../lambda/errors/settings-error.ts';
import { goodClaims, testKey, token } from '../../support/tokens.ts';

const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcde12345/v1/POST/ExtFaceComparison/Compare';
const ISSUER = 'https://abcde12345.execute-api.eu-west-1.amazonaws.com/v1';
const key = testKey('ES256', 'kid-a');

function authorizer(apps: AppStore | null = null, fetched: () => void = () => {}) {
  const log: object[] = [];
  const settings = authorizerSettings({
    ISSUER,
    AUDIENCE: 'face-comparison',
    SIGNING_KEYS: 'arn:a',
    USAGE_KEY: 'shared-key-0123456789',
    USAGE_SALT: 'salt',
  });
  const fetch = async () => {
    fetched();
    return Buffer.from(JSON.stringify({ keys: [key.jwk] }));
  };
  const keys = new KeySet('kms', { fetch });
  const authorize = createAuthorizer({ settings, keys, apps, log: (entry) => log.push(entry) });
  const call = (change: object = {}) => {
    const jwt = token(key, { ...goodClaims(ISSUER, 'face-comparison'), ...change });
    return authorize({ methodArn: ARN, authorizationToken: `Bearer ${jwt}` });
  };
  return { call, keys, log };
}

describe('the authorizer of the built-in issuer', () => {
  it('counts an application with a limit of its own by its own key', async () => {
    const { call } = authorizer();
    expect((await call()).usageIdentifierKey).toBe('shared-key-0123456789');
    const own = await call({ client_id: 'APP1', usage_plan: 'own' });
    expect(own.usageIdentifierKey).toBe(usageKey('salt', applicationKey('APP1')));
  });

  it('hands the session of a token on, with its bound', async () => {
    const { call } = authorizer();
    expect((await call()).context).not.toHaveProperty('sessionId');
    const { context } = await call({ session_id: 'visit-1', session_comparisons: 5 });
    expect(context).toMatchObject({ sessionId: 'visit-1', sessionComparisons: 5 });
  });

  it('asks for the keys before the first request, once', async () => {
    let fetches = 0;
    const { call, keys } = authorizer(null, () => {
      fetches += 1;
    });
    await keys.prefetch();
    expect(fetches).toBe(1);
    await call();
    expect(fetches).toBe(1);
  });

  it('asks again at the first request where it could not before', async () => {
    let down = true;
    const { call, keys } = authorizer(null, () => {
      if (down) throw new Error('down');
    });
    await keys.prefetch();
    down = false;
    expect((await call()).principalId).toBe('demo');
  });

  it('refuses a disabled or deleted application at once where revocation is immediate', async () => {
    const application = { status: 'active' } as Application;
    const stores: [Application | null, string | null][] = [
      [application, null],
      [{ ...application, status: 'disabled' }, 'application_disabled'],
      [null, 'application_disabled'],
    ];
    for (const [found, reason] of stores) {
      const { call, log } = authorizer({ application: async () => found });
      if (reason === null) expect((await call()).principalId).toBe('demo');
      else await expect(call()).rejects.toThrow(/^Unauthorized$/);
      expect(log).toEqual(reason === null ? [] : [{ outcome: 'unauthorized', reason }]);
    }
  });

  it('fails, and refuses nobody, where the table cannot be asked', async () => {
    const down = async () => {
      throw new Error('down');
    };
    const { call, log } = authorizer({ application: down });
    await expect(call()).rejects.toThrow('The token could not be checked: applications_unreachable.');
    expect(log).toEqual([{ outcome: 'failed', reason: 'applications_unreachable' }]);
  });
});

describe('readClientLimits', () => {
  it('reads "RATE/BURST" by client', () => {
    expect([...readClientLimits('{"bank":"10/20","b":"0.5/1"}')]).toEqual([
      ['bank', '10/20'],
      ['b', '0.5/1'],
    ]);
  });

  it.each(['{bank:', '["x"]', 'null', '{"=1":"1/1"}', '{"bank":1}', '{"bank":"x/1"}'])('refuses %s', (text) => {
    expect(() => readClientLimits(text)).toThrow(SettingsError);
  });
});
