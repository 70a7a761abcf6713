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
      keySource: { jwksUri: 'https://issuer.example/.well-known/jwks.json' },
      audience: ['face-comparison'],
      servicesClaim: 'services',
      clientClaim: 'client_id',
      usageKey: 'k'.repeat(20),
      usageSalt: '',
      appsTable: null,
    });
  });

  it('reads several audiences', () => {
    expect(authorizerSettings({ ...COMPLETE, AUDIENCE: 'a, b,,c ' }).audience).toEqual(['a', 'b', 'c']);
  });

  it('takes keys in KMS in place of an address, and a table only for immediate revocation', () => {
    const { JWKS_URI: _, ...builtIn } = { ...COMPLETE, SIGNING_KEYS: 'arn:a, arn:b', APPS_TABLE: 'apps' };
    expect(authorizerSettings(builtIn)).toMatchObject({
      keySource: { signingKeys: ['arn:a', 'arn:b'] },
      appsTable: null,
    });
    expect(authorizerSettings({ ...builtIn, REVOCATION: 'immediate' }).appsTable).toBe('apps');
    expect(messageOf({ ...COMPLETE, REVOCATION: 'immediate' })).toContain('for APPS_TABLE ');
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
  ])('refuses %s', (_, change, name) => {
    const message = messageOf({ ...COMPLETE, ...change });
    expect(message).toMatch(/^Expected .*\.$/);
    expect(message).toContain(`for ${name}`);
  });

  it('does not repeat the value of a key', () => {
    expect(messageOf({ ...COMPLETE, USAGE_KEY: 'secret!' })).not.toContain('secret');
  });

  it('takes plain http on this machine', () => {
    for (const host of ['127.0.0.1:3000', 'localhost:3000', '[::1]:3000']) {
      const { keySource } = authorizerSettings({ ...COMPLETE, JWKS_URI: `http://${host}/keys` });
      expect(keySource).toEqual({ jwksUri: `http://${host}/keys` });
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
