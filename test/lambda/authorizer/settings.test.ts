import { describe, expect, it } from 'vitest';
import { authorizerSettings } from '../../../lambda/authorizer/settings.ts';
import { SettingsError } from '../../../lambda/errors/settings-error.ts';

const COMPLETE = {
  ISSUER: 'https://issuer.example',
  JWKS_URI: 'https://issuer.example/.well-known/jwks.json',
  AUDIENCE: 'face-comparison',
  USAGE_KEY: 'k'.repeat(20),
};

describe('authorizerSettings', () => {
  it('takes the smallest environment and fills in the names of the claims', () => {
    expect(authorizerSettings(COMPLETE)).toEqual({
      issuer: 'https://issuer.example',
      jwksUri: 'https://issuer.example/.well-known/jwks.json',
      audience: ['face-comparison'],
      servicesClaim: 'services',
      clientClaim: 'client_id',
      usageKey: 'k'.repeat(20),
      usageKeys: new Map(),
    });
  });

  it('reads several audiences and keys by client', () => {
    const settings = authorizerSettings({
      ...COMPLETE,
      AUDIENCE: 'a, b,,c ',
      USAGE_KEYS: JSON.stringify({ bank: 'b'.repeat(24) }),
    });
    expect(settings.audience).toEqual(['a', 'b', 'c']);
    expect(settings.usageKeys.get('bank')).toBe('b'.repeat(24));
  });

  it('names every variable that is missing, one line each', () => {
    const message = messageOf({});
    expect(message.split('\n')).toHaveLength(4);
    for (const name of ['ISSUER', 'JWKS_URI', 'AUDIENCE', 'USAGE_KEY']) expect(message).toContain(`for ${name} `);
  });

  it.each([
    ['plain http elsewhere', { JWKS_URI: 'http://issuer.example/keys' }, 'JWKS_URI'],
    ['no address', { JWKS_URI: 'keys' }, 'JWKS_URI'],
    ['a file', { JWKS_URI: 'file:///etc/passwd' }, 'JWKS_URI'],
    ['only commas', { AUDIENCE: ' , ' }, 'AUDIENCE'],
    ['a short key', { USAGE_KEY: 'short' }, 'USAGE_KEY'],
    ['no JSON', { USAGE_KEYS: '{bank:' }, 'USAGE_KEYS'],
    ['a JSON list', { USAGE_KEYS: '["x"]' }, 'USAGE_KEYS'],
    ['a client that no token can name', { USAGE_KEYS: `{"=1":"${'b'.repeat(24)}"}` }, 'the clients in USAGE_KEYS'],
    ['a short key of a client', { USAGE_KEYS: '{"bank":"short"}' }, 'client bank in USAGE_KEYS'],
  ])('refuses %s', (_, change, name) => {
    const message = messageOf({ ...COMPLETE, ...change });
    expect(message).toMatch(/^Expected .*\.$/);
    expect(message).toContain(`for ${name}`);
  });

  it('does not repeat the value of a key', () => {
    expect(messageOf({ ...COMPLETE, USAGE_KEY: 'secret!', USAGE_KEYS: '{"bank":"secret!"}' })).not.toContain('secret');
  });

  it('takes plain http on this machine', () => {
    for (const host of ['127.0.0.1:3000', 'localhost:3000', '[::1]:3000']) {
      expect(authorizerSettings({ ...COMPLETE, JWKS_URI: `http://${host}/keys` }).jwksUri).toContain(host);
    }
  });
});

function messageOf(env: Record<string, string>): string {
  try {
    authorizerSettings(env);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  throw new Error('The settings were accepted.');
}
