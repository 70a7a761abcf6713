import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { goodClaims, type KeySetServer, keySetServer, testKey, token } from '../../support/tokens.ts';

const ISSUER = 'https://issuer.example';
const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:api/v1/POST/x';
const key = testKey('ES256', 'key');
let server: KeySetServer;

beforeAll(async () => {
  server = await keySetServer([key.jwk]);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

it('fails its start when its environment is wrong', async () => {
  vi.resetModules();
  vi.stubEnv('ISSUER', '');
  await expect(import('../../../lambda/authorizer/handler.ts')).rejects.toThrow('for ISSUER');
});

it('has the key set before its first request, and asks for it once', async () => {
  vi.resetModules();
  const env = { ISSUER, JWKS_URI: server.uri, AUDIENCE: 'api', USAGE_KEY: 'k'.repeat(20) };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  server.requests = 0;
  const { handler } = await import('../../../lambda/authorizer/handler.ts');
  expect(server.requests).toBe(1);
  const good = token(key, goodClaims(ISSUER, 'api'));
  await expect(handler({ methodArn: ARN, authorizationToken: `Bearer ${good}` })).resolves.toBeDefined();
  expect(server.requests).toBe(1);
});

it('starts quietly while the issuer is out of reach, and gets the key set at the first request', async () => {
  vi.resetModules();
  const env = { ISSUER, JWKS_URI: server.uri, AUDIENCE: 'api', USAGE_KEY: 'k'.repeat(20) };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { answer } = server;
  server.answer = (response) => void response.writeHead(503).end();
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const { handler } = await import('../../../lambda/authorizer/handler.ts');
    expect(write).not.toHaveBeenCalled();
    server.answer = answer;
    const good = token(key, goodClaims(ISSUER, 'api'));
    await expect(handler({ methodArn: ARN, authorizationToken: `Bearer ${good}` })).resolves.toBeDefined();
  } finally {
    server.answer = answer;
    write.mockRestore();
  }
});

it('lets in, refuses and logs one line of codes for a refusal', async () => {
  vi.resetModules();
  const env = { ISSUER, JWKS_URI: server.uri, AUDIENCE: 'api', USAGE_KEY: 'k'.repeat(20) };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { handler } = await import('../../../lambda/authorizer/handler.ts');
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const good = token(key, goodClaims(ISSUER, 'api'));
    const expired = token(key, goodClaims(ISSUER, 'api', -5));
    await expect(handler({ methodArn: ARN, authorizationToken: `Bearer ${good}` })).resolves.toBeDefined();
    expect(write).not.toHaveBeenCalled();
    await expect(handler({ methodArn: ARN, authorizationToken: `Bearer ${expired}` })).rejects.toThrow('Unauthorized');
    expect(write.mock.calls.map(([line]) => line)).toEqual([
      '{"level":"INFO","message":"Request refused","outcome":"unauthorized","reason":"expired"}\n',
    ]);
  } finally {
    write.mockRestore();
  }
});

it.each(['authorizer', 'compare'])(
  "ends the %s function's process at an error that nothing catches, only in Lambda",
  async (name) => {
    const env = { ISSUER, JWKS_URI: server.uri, AUDIENCE: 'api', USAGE_KEY: 'k'.repeat(20), AUDIT_TABLE: 'audit' };
    for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
    vi.stubEnv('MODELS_DIR', '/no/such/folder');
    vi.stubEnv('AWS_LAMBDA_RUNTIME_API', undefined);
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const added = async (): Promise<number> => {
      const before = process.listeners('uncaughtException');
      vi.resetModules();
      await import(`../../../lambda/${name}/handler.ts`);
      const news = process.listeners('uncaughtException').filter((listener) => !before.includes(listener));
      for (const listener of news) process.off('uncaughtException', listener);
      return news.length;
    };
    try {
      expect(await added()).toBe(0);
      vi.stubEnv('AWS_LAMBDA_RUNTIME_API', '127.0.0.1:9');
      expect(await added()).toBe(1);
    } finally {
      write.mockRestore();
    }
  },
);

it.each(['authorizer', 'compare', 'issuer'])(
  'watches for crashes before the %s function reads its settings, which may throw',
  async (name) => {
    for (const variable of ['ISSUER', 'AUDIT_TABLE', 'APPS_TABLE']) vi.stubEnv(variable, '');
    vi.stubEnv('AWS_LAMBDA_RUNTIME_API', '127.0.0.1:9');
    const before = process.listeners('uncaughtException');
    vi.resetModules();
    await expect(import(`../../../lambda/${name}/handler.ts`)).rejects.toThrow('Expected');
    const added = process.listeners('uncaughtException').filter((listener) => !before.includes(listener));
    for (const listener of added) process.off('uncaughtException', listener);
    expect(added).toHaveLength(1);
  },
);
