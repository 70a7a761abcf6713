import { describe, expect, it } from 'vitest';
import type { Route } from '../../../../lib/local/gateway/gateway-model.ts';
import { findRoute } from '../../../../lib/local/gateway/routes.ts';

const route = (method: string, path: string): Route => ({
  method,
  path,
  authorized: false,
  apiKeyRequired: false,
  functionId: 'F',
  timeoutMs: 1000,
});
const ROUTES = [
  route('ANY', '/{proxy+}'),
  route('GET', '/items/{id}'),
  route('ANY', '/items/{id}'),
  route('GET', '/items/new'),
  route('POST', '/v1/items'),
];
const find = (method: string, path: string) => findRoute(ROUTES, 'v1', method, path);

describe('findRoute', () => {
  it.each([
    ['GET', '/items/new', 'GET /items/new', null],
    ['GET', '/items/7', 'GET /items/{id}', { id: '7' }],
    ['PUT', '/items/7', 'ANY /items/{id}', { id: '7' }],
    ['GET', '/items/a%20b', 'GET /items/{id}', { id: 'a b' }],
    ['GET', '/items/%E0%A4%A', 'GET /items/{id}', { id: '%E0%A4%A' }],
    ['GET', '/items/7/more', 'ANY /{proxy+}', { proxy: 'items/7/more' }],
    ['GET', '/items/', 'ANY /{proxy+}', { proxy: 'items/' }],
    ['POST', '/v1/items', 'POST /v1/items', null],
  ])('%s %s goes to %s', (method, path, expected, parameters) => {
    const found = find(method, path);
    expect(`${found?.route.method} ${found?.route.path}`).toBe(expected);
    expect(found?.pathParameters).toEqual(parameters);
    expect(found?.path).toBe(path);
  });

  it('prefers a route behind the stage to a catch-all, and gives a catch-all the path without the stage', () => {
    const routes = [route('ANY', '/{proxy+}'), route('ANY', '/'), route('GET', '/health')];
    const found = (path: string) => findRoute(routes, 'v1', 'GET', path);
    expect(found('/v1/health')?.route.path).toBe('/health');
    expect(found('/v1/other')).toMatchObject({ path: '/other', pathParameters: { proxy: 'other' } });
    expect(found('/other')).toMatchObject({ path: '/other', route: { path: '/{proxy+}' } });
    for (const root of ['/v1', '/v1/', '/']) expect(found(root)).toMatchObject({ path: '/', route: { path: '/' } });
  });

  it('looks no further than the most specific path, as API Gateway does', () => {
    expect(find('PUT', '/items/new')).toBeNull();
    expect(findRoute([route('ANY', '/{proxy+}'), route('GET', '/health')], 'v1', 'POST', '/health')).toBeNull();
  });

  it('takes the stage away where the path has no meaning with it', () => {
    const routes = [route('GET', '/health')];
    expect(findRoute(routes, 'v1', 'GET', '/v1/health')?.path).toBe('/health');
    expect(findRoute(routes, 'v1', 'GET', '/v2/health')).toBeNull();
    expect(findRoute(routes, 'v1', 'GET', '/v1/v1/health')).toBeNull();
    expect(findRoute(routes, 'v1', 'GET', '/v1')).toBeNull();
  });

  it.each([
    ['POST', '/health'],
    ['GET', '/Health'],
    ['GET', '/health/'],
    ['GET', '//health'],
    ['GET', ''],
    ['GET', '*'],
    ['GET', 'http://127.0.0.1/health'],
  ])('finds nothing for %s %j', (method, path) => {
    expect(findRoute([route('GET', '/health')], 'v1', method, path)).toBeNull();
  });
});
