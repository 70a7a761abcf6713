import { describe, expect, it } from 'vitest';
import { PLAYGROUND_PATH } from '../../../../lambda/contract/fields.ts';
import { LOCAL_ISSUER } from '../../../../lib/local/issuer/issuer.ts';
import { localStack } from '../../../../lib/local/template/local-stack.ts';

describe('what the local API takes from the stack', () => {
  it('is its own issuer, whichever the settings name', async () => {
    const plain = await localStack();
    const set = await localStack({ issuer: 'https://id.example', audience: 'x', jwksUri: 'https://id.example/jwks' });
    expect(set).toEqual(plain);
    expect(plain.compare.environment).toMatchObject({ THRESHOLD: '0.7', PACK: 'retail-0095' });
    const authorizer = plain.functions[plain.model.authorizer!.functionId]!;
    expect(authorizer.environment).toMatchObject({ ISSUER: LOCAL_ISSUER, SERVICES_CLAIM: 'services' });
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
  ])('follows a stack with %s', async (_, settings, variables) => {
    const { model, functions, compare } = await localStack(settings);
    // The compare function and the playground.
    expect(new Set(model.routes.map(({ functionId }) => functionId)).size).toBe(2);
    expect(Object.keys(functions)).toHaveLength(3);
    expect(compare.environment).toMatchObject(variables);
  });

  it('gives the functions the limits of the stack', async () => {
    const { model, functions, compare } = await localStack({ memory: '3538' });
    expect(compare).toMatchObject({ memoryMb: 3538, timeoutMs: 20_000 });
    expect(functions[model.authorizer!.functionId]).toMatchObject({ memoryMb: 256, timeoutMs: 10_000 });
    const { functionId } = model.routes.find(({ path }) => path === PLAYGROUND_PATH)!;
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
