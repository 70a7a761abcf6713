import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../../lambda/errors/settings-error.ts';
import { issuerSettings } from '../../../lambda/issuer/settings.ts';

const COMPLETE = { ISSUER: 'https://api.example/v1', APPS_TABLE: 'apps', SIGNING_KEYS: 'arn:b,arn:a' };

describe('issuerSettings', () => {
  it('takes the smallest environment', () => {
    expect(issuerSettings(COMPLETE)).toEqual({
      issuer: 'https://api.example/v1',
      baseUrl: 'https://api.example/v1',
      appsTable: 'apps',
      signingKeys: ['arn:b', 'arn:a'],
      tokenSeconds: 3600,
    });
  });

  it('takes another address and another life of tokens', () => {
    const settings = issuerSettings({ ...COMPLETE, BASE_URL: 'http://127.0.0.1:3000/', TOKEN_SECONDS: '300' });
    expect(settings).toMatchObject({ baseUrl: 'http://127.0.0.1:3000', tokenSeconds: 300 });
  });

  it('names every variable that is missing', () => {
    expect(() => issuerSettings({})).toThrow(SettingsError);
    expect(() => issuerSettings({})).toThrow(/ISSUER.*\n.*APPS_TABLE.*\n.*SIGNING_KEYS/);
  });

  it.each(['299', '86401', '600.5', 'an hour'])('refuses a life of %s seconds', (TOKEN_SECONDS) => {
    expect(() => issuerSettings({ ...COMPLETE, TOKEN_SECONDS })).toThrow(/for TOKEN_SECONDS but received/);
  });
});
