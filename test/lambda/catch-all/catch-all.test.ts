import { describe, expect, it } from 'vitest';
import { type CatchAllSettings, createCatchAll } from '../../../lambda/catch-all/catch-all.ts';
import { answerMistakes } from '../../support/openapi.ts';

const ALL: CatchAllSettings = { API_PARTS: 'issuer,playground' };

async function ask(method: string, path: string, settings: CatchAllSettings = ALL) {
  const requestContext = { requestId: '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11' };
  const { statusCode, headers, body } = await createCatchAll(settings)({
    httpMethod: method,
    path,
    requestContext,
  } as never);
  const lower = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { status: statusCode, headers: Object.fromEntries(lower) as Record<string, string>, body };
}

describe('GET /', () => {
  it('names what the deployment has, as the OpenAPI document describes it', async () => {
    const answer = await ask('GET', '/');
    expect(answer.status).toBe(200);
    expect(answerMistakes('GET', '/', answer)).toEqual([]);
    expect(JSON.parse(answer.body).result.links).toMatchObject({
      compare: '/ExtFaceComparison/Compare',
      health: '/health',
      playground: '/playground',
      openapi: '/openapi.json',
      applicationToken: '/api/AppSessionManager/GetAppToken',
    });
  });

  it('leaves out what the deployment does not have', async () => {
    const { body } = await ask('GET', '/', {});
    expect(JSON.parse(body).result.links).toEqual({ compare: '/ExtFaceComparison/Compare', health: '/health' });
  });

  it('has no body for HEAD', async () => {
    expect(await ask('HEAD', '/')).toMatchObject({ status: 200, body: '' });
  });
});

describe('any other request', () => {
  it('is answered 404 in the envelope, with every wrong part and with what exists', async () => {
    const answer = await ask('PUT', '/extfacecomparison/compare/', {});
    expect(answer.status).toBe(404);
    expect(answerMistakes('POST', '/nowhere', answer)).toEqual([]);
    expect(JSON.parse(answer.body)).toEqual({
      version: null,
      statusCode: 404,
      messages: [
        'The path has a slash too many, at its end or within. Use /ExtFaceComparison/Compare.',
        'The path differs in upper and lower case. Use /ExtFaceComparison/Compare.',
        'PUT is not allowed for /ExtFaceComparison/Compare. Use POST.',
        'Available below the base URL: GET and HEAD /, POST /ExtFaceComparison/Compare, GET and HEAD /health.',
      ],
      result: null,
    });
  });

  it('has no body for HEAD', async () => {
    expect(await ask('HEAD', '/playground')).toMatchObject({ status: 404, body: '' });
  });

  it('is never quoted', async () => {
    const { body } = await ask('POST', '/Zq7Kanarienvogel"<script>');
    expect(body).not.toContain('Zq7');
    expect(JSON.parse(body).messages[0]).toBe('There is no such path.');
  });
});

it('lets pages of an origin read the response only where the deployment names one', async () => {
  expect((await ask('GET', '/x')).headers).not.toHaveProperty('access-control-allow-origin');
  expect((await ask('GET', '/x', { ALLOWED_ORIGIN: '' })).headers).not.toHaveProperty('access-control-allow-origin');
  const { headers } = await ask('GET', '/x', { ...ALL, ALLOWED_ORIGIN: 'https://app.example.com' });
  expect(headers['access-control-allow-origin']).toBe('https://app.example.com');
  expect(headers['access-control-expose-headers']).toContain('x-request-id');
});

it('does not start with a part that does not exist', () => {
  expect(() => createCatchAll({ API_PARTS: 'issuer,admin' })).toThrow(
    'Expected some of issuer, playground for API_PARTS but received admin.',
  );
});
