import { describe, expect, it } from 'vitest';
import { API_PARTS, ROUTES, routeMessages, routesOf } from '../../../lambda/contract/routes.ts';
import { localTemplate } from '../../../lib/local/template/synth.ts';
import { gatewayModel } from '../../../lib/local/template/template.ts';

const ALL = routesOf(API_PARTS);
const wrong = (method: string, path: string, routes = ALL) => routeMessages(method, path, routes).slice(0, -1);

describe('the message of a 404', () => {
  it.each([
    ['GET', '/ExtFaceComparison/Compare', 'GET is not allowed for /ExtFaceComparison/Compare. Use POST.'],
    ['DELETE', '/health', 'DELETE is not allowed for /health. Use GET or HEAD.'],
    ['OPTIONS', '/health', 'OPTIONS is not allowed for /health. Use GET or HEAD.'],
    ['<svg>', '/health', 'This method is not allowed for /health. Use GET or HEAD.'],
    ['POST', '/ExtFaceComparison/Compare/', /^The path has a slash too many.* Use \/ExtFaceComparison\/Compare\.$/],
    ['POST', '//ExtFaceComparison/Compare', /^The path has a slash too many/],
    ['POST', '/ExtFaceComparison//Compare', /^The path has a slash too many/],
    ['POST', '/extfacecomparison/compare', 'The path differs in upper and lower case. Use /ExtFaceComparison/Compare.'],
    ['GET', '/prod/health', 'The path has something before /health. Check the base URL.'],
    ['POST', '/v1/v1/extFaceComparison/Compare', /^The path has something before \/ExtFaceComparison\/Compare\./],
    ['POST', '/ExtFaceComparison', 'The path is incomplete. Use /ExtFaceComparison/Compare.'],
    ['POST', '/oauth2/', 'The path is incomplete. Use /oauth2/token.'],
    ['GET', '/nothing', 'There is no such path.'],
    ['POST', '/', 'POST is not allowed for /. Use GET or HEAD.'],
  ])('of %s %s says which part is wrong', (method, path, expected) => {
    const messages = wrong(method, path);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(expected);
  });

  it('names each of several mistakes', () => {
    expect(wrong('GET', '/Health/')).toHaveLength(2);
    expect(wrong('POST', '/Health/')).toHaveLength(3);
  });

  it('does not send callers to a route that the deployment lacks', () => {
    expect(wrong('GET', '/playground/', routesOf([]))).toEqual(['There is no such path.']);
    expect(routeMessages('GET', '/x', routesOf([])).join()).not.toContain('/oauth2/token');
  });
});

describe('the table of routes', () => {
  it.each([
    ['a stack with all parts', { playground: true }, ALL],
    [
      'a stack with neither issuer nor playground',
      { issuer: 'https://id.example.com/', audience: 'faces', jwksUri: 'https://id.example.com/keys' },
      routesOf([]),
    ],
  ])('has the routes of %s and no other, and each path has a catch-all', async (_, settings, routes) => {
    const model = gatewayModel(await localTemplate(settings));
    const given = model.routes.filter(({ method }) => method !== 'ANY').map(({ method, path }) => `${method} ${path}`);
    const own = routes.filter(({ link }) => link !== null);
    expect(given.sort()).toEqual(own.flatMap(({ methods, path }) => methods.map((it) => `${it} ${path}`)).sort());
    const any = model.routes.filter(({ method }) => method === 'ANY');
    const caught = any.map(({ path }) => path);
    expect(caught).toEqual(expect.arrayContaining([...routes.map(({ path }) => path), '/{proxy+}']));
    for (const route of any) {
      expect(route).toMatchObject({ authorized: false, apiKeyRequired: false });
      expect(route.functionId).toMatch(/^CatchAll/);
    }
  });

  it('has a name for every link once', () => {
    const names = ROUTES.map(({ link }) => link);
    expect(new Set(names).size).toBe(names.length);
  });
});
