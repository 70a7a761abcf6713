import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pageHeaders } from '../../../lambda/playground/page-headers.ts';
import { createPlayground } from '../../../lambda/playground/playground.ts';

const PAGE =
  '<!doctype html><html lang="en" data-max-file-bytes="4000000"><style>p{margin:0}</style><script>run()</script>';
const REFERENCE = '<!doctype html><style>p{margin:0}</style><script>show()</script>';
const OPENAPI = { openapi: '3.1.1' };

const ask = (resource: string, headers: Record<string, string> = {}, maxFileBytes?: string, httpMethod = 'GET') => {
  const playground = createPlayground({ page: PAGE, reference: REFERENCE, openApi: OPENAPI, maxFileBytes });
  return playground({ httpMethod, resource, headers, requestContext: { requestId: 'request-1' } } as never);
};
const directives = (policy: unknown) =>
  Object.fromEntries(
    String(policy)
      .split('; ')
      .map((it) => [it.split(' ')[0], it.split(' ').slice(1)]),
  );

describe('the playground function', () => {
  it('answers with the page, which caches may keep, under a request id', async () => {
    const { statusCode, headers, body } = await ask('/playground');
    expect([statusCode, body]).toEqual([200, PAGE]);
    expect(headers).toMatchObject({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'public, max-age=300',
      'x-request-id': 'request-1',
    });
  });

  it('answers with the description of the API, which any page may read', async () => {
    const { statusCode, headers, body } = await ask('/openapi.json');
    expect([statusCode, JSON.parse(body)]).toEqual([200, OPENAPI]);
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' });
  });

  it.each(['if-none-match', 'If-None-Match'])('spares the body for who has it already (%s)', async (name) => {
    const tag = String((await ask('/playground')).headers?.ETag);
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect(await ask('/playground', { [name]: tag })).toMatchObject({ statusCode: 304, body: '' });
    expect(await ask('/playground', { [name]: '"other"' })).toMatchObject({ statusCode: 200, body: PAGE });
  });

  it('tells the page the limit of the deployment, under another tag', async () => {
    const [page, other] = [await ask('/playground'), await ask('/playground', {}, '1000000')];
    expect(other.body).toBe(PAGE.replace('4000000', '1000000'));
    expect(other.headers?.ETag).not.toBe(page.headers?.ETag);
    expect(other.headers?.['Content-Security-Policy']).toBe(page.headers?.['Content-Security-Policy']);
  });

  it('answers with the API reference, which runs one script and asks its own origin only', async () => {
    const { statusCode, headers, body } = await ask('/reference');
    expect([statusCode, body]).toEqual([200, REFERENCE]);
    const policy = directives(headers?.['Content-Security-Policy']);
    expect(policy).toMatchObject({
      'default-src': ["'none'"],
      'connect-src': ["'self'"],
      'img-src': ['data:'],
      'style-src': ["'unsafe-inline'"],
      'frame-ancestors': ["'none'"],
    });
    const hash = createHash('sha256').update('show()').digest('base64');
    expect(policy['script-src']).toEqual([`'sha256-${hash}'`]);
  });

  it('tells the page the claims that the deployment reads, whatever characters they have', async () => {
    const page = PAGE.replace('4000000"', '4000000" data-services-claim="services" data-client-claim="client_id"');
    const parts = { page, reference: REFERENCE, openApi: OPENAPI };
    const event = {
      httpMethod: 'GET',
      resource: '/playground',
      headers: {},
      requestContext: { requestId: 'r' },
    } as never;
    const other = createPlayground({ ...parts, servicesClaim: 'https://a.example/"$1&roles', clientClaim: '' });
    const { body } = await other(event);
    expect(body).toContain('data-services-claim="https://a.example/&quot;$1&amp;roles" data-client-claim="client_id"');
  });

  it('takes an empty limit for none, and refuses one that is no number of bytes', async () => {
    expect((await ask('/playground', {}, '')).body).toBe(PAGE);
    for (const limit of ['0', '-1', '1.5', 'all', ' ', '4000001']) {
      expect(() =>
        createPlayground({ page: PAGE, reference: REFERENCE, openApi: OPENAPI, maxFileBytes: limit }),
      ).toThrow(`Expected integer between 1 and 4000000 for MAX_FILE_BYTES but received "${limit}".`);
    }
  });

  it.each([
    ['GET', '/health'],
    ['POST', '/playground'],
  ])('knows nothing of %s %s', async (method, resource) => {
    const { statusCode, body } = await ask(resource, {}, undefined, method);
    expect([statusCode, JSON.parse(body).result]).toEqual([404, null]);
  });
});

describe('the headers of the page', () => {
  it('let its own script and style run and nothing else', () => {
    const policy = directives(pageHeaders(PAGE)['Content-Security-Policy']);
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy).toMatchObject({
      'default-src': ["'none'"],
      'script-src': [hash('run()')],
      'style-src': [hash('p{margin:0}')],
      'connect-src': ["'self'"],
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    });
    expect(JSON.stringify(policy)).not.toMatch(/unsafe|\*|https?:/);
  });

  it('keep addresses to themselves and allow the camera alone', () => {
    expect(pageHeaders(PAGE)).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
    });
  });

  it.each([
    ['a second script', `${PAGE}<script>more()</script>`],
    ['no style', PAGE.replace(/<style>.*<\/style>/, '')],
  ])('cannot be made for a page with %s', (_, page) => {
    expect(() => pageHeaders(page)).toThrow(/^Expected one <(script|style)> in the page but found [02]\.$/);
  });
});
