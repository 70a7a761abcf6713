import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientKey, usageKey } from '../../../../lambda/applications/usage-key.ts';
import { PLAYGROUND_PATH } from '../../../../lambda/contract/fields.ts';
import { ROOT } from '../../../../lib/cli/root.ts';
import { localKeyArn } from '../../../../lib/local/issuer/local-kms.ts';
import { localStack } from '../../../../lib/local/template/local-stack.ts';

describe('what the local API takes from the stack', () => {
  it('is its own issuer, whichever the settings name', async () => {
    const plain = await localStack();
    const set = await localStack({ issuer: 'https://id.example', audience: 'x', jwksUri: 'https://id.example/jwks' });
    expect(set).toEqual(plain);
    expect(plain.compare.environment).toMatchObject({ THRESHOLD: '0.7', PACK: 'retail-0095' });
    const authorizer = plain.functions[plain.model.authorizer!.functionId]!;
    expect(authorizer.environment).toMatchObject({ SIGNING_KEYS: localKeyArn('a'), SERVICES_CLAIM: 'services' });
  });

  it('takes the settings of a stage, whose account and Region do not matter here', async () => {
    const examples = join(ROOT, 'examples/settings');
    const { functions, compare, model } = await localStack({ stage: 'staging', threshold: 0.9 }, examples);
    expect(compare.environment).toMatchObject({ RETENTION_DAYS: '30', THRESHOLD: '0.9' });
    expect(functions[model.authorizer!.functionId]!.environment.USAGE_SALT).toMatch(/^FaceComparison-staging /);
    expect(JSON.stringify(model)).not.toContain('111111111111');
    await expect(localStack({ stage: 'stagin' }, examples)).rejects.toThrow('Did you mean staging?');
  });

  it.each([
    ['an alias before the function', { provisionedConcurrency: '1' }, {}],
    ['another processor', { architecture: 'arm64' }, {}],
    [
      'a domain',
      {
        domainName: 'api.example.com',
        certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/abc',
      },
      {},
    ],
    [
      'a threshold and a calibration',
      { threshold: '0.8', calibration: 'mine.json' },
      { THRESHOLD: '0.8', CALIBRATION: 'calibration/mine.json' },
    ],
    [
      'all that operators ask for',
      { alarms: 'full', auditExport: true, region: 'eu-west-1', replicaRegions: 'eu-north-1', requestIdHeader: false },
      { AUDIT_TABLE: 'face-comparison-audit' },
    ],
    [
      'a key of the account',
      { region: 'eu-west-1', kmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0a1b-2c3d' },
      { AUDIT_TABLE: 'face-comparison-audit' },
    ],
  ])('follows a stack with %s', async (_, settings, variables) => {
    const { model, functions, compare } = await localStack(settings);
    // The compare function, the issuer, the playground and the catch-all.
    expect(new Set(model.routes.map(({ functionId }) => functionId)).size).toBe(4);
    expect(Object.keys(functions)).toHaveLength(5);
    expect(compare.environment).toMatchObject(variables);
  });

  it('has the keys of the stack, and its clients with limits of their own', async () => {
    const stack = await localStack({ signingKeys: 'b,a', clients: { bank: { rateLimit: 10, burstLimit: 20 } } });
    expect(stack).toMatchObject({ signingKeys: ['b', 'a'], clientLimits: '{"bank":"10/20"}' });
    const { environment } = stack.functions[stack.model.authorizer!.functionId]!;
    expect(environment.SIGNING_KEYS).toBe([localKeyArn('b'), localKeyArn('a')].join());
    const key = usageKey(stack.usageSalt, clientKey('bank', '10/20'));
    expect(stack.model.usagePlans[1]).toEqual({ rateLimit: 10, burstLimit: 20, keyValues: [key] });
  });

  it('gives the functions the limits of the stack', async () => {
    const { model, functions, compare } = await localStack({ memory: '3538' });
    expect(compare).toMatchObject({ memoryMb: 3538, timeoutMs: 20_000 });
    expect(functions[model.authorizer!.functionId]).toMatchObject({ memoryMb: 256, timeoutMs: 10_000 });
    const { functionId } = model.routes.find(({ method, path }) => method === 'GET' && path === PLAYGROUND_PATH)!;
    expect(functions[functionId!]).toMatchObject({ memoryMb: 256, timeoutMs: 5_000 });
  });

  it('has a playground unless it is switched off', async () => {
    const paths = async (settings: object) => (await localStack({ ...settings })).model.routes.map(({ path }) => path);
    expect(await paths({})).toContain(PLAYGROUND_PATH);
    expect(await paths({ playground: 'false' })).not.toContain(PLAYGROUND_PATH);
  });

  it('is refused where a setting is misspelt or wrong', async () => {
    await expect(localStack({ treshold: '0.8' })).rejects.toThrow('Did you mean threshold?');
    await expect(localStack({ threshold: 'high' })).rejects.toThrow('Expected a number between 0 and 1 for threshold');
  });
});
