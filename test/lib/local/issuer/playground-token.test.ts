import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPlaygroundToken, PLAYGROUND_TOKEN_PATH } from '../../../../lib/local/issuer/playground-token.ts';
import { type LocalServer, startServer } from '../../../../lib/local/server.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer(0);
  const token = createPlaygroundToken('v1', async () => 'the-token');
  server.serve((asked, response) => {
    if (!token(asked, response)) response.writeHead(404).end();
  });
});
afterAll(() => server.close());

/** Status, body and the headers that would let a page of another origin read it. */
function ask(path: string, host?: string, method = 'GET'): Promise<{ status: number; text: string; cors: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    request(`${server.url}${path}`, { method, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, text, cors: answer.headers['access-control-allow-origin'] }),
      );
    })
      .on('error', reject)
      .end();
  });
}

it.each([
  [PLAYGROUND_TOKEN_PATH, undefined],
  [`/v1${PLAYGROUND_TOKEN_PATH}`, undefined],
  [PLAYGROUND_TOKEN_PATH, 'localhost:3000'],
])('hands a token to a page of this machine, and to no page of another origin (%s, %s)', async (path, host) => {
  expect(await ask(path, host)).toEqual({ status: 200, text: 'the-token', cors: undefined });
});

it.each([
  [PLAYGROUND_TOKEN_PATH, 'rebound.example', 'GET'],
  [PLAYGROUND_TOKEN_PATH, '127.0.0.1.rebound.example:3000', 'GET'],
  [PLAYGROUND_TOKEN_PATH, undefined, 'POST'],
  [`/v2${PLAYGROUND_TOKEN_PATH}`, undefined, 'GET'],
])('hands none to anyone else (%s, %s, %s)', async (path, host, method) => {
  expect(await ask(path, host, method)).toMatchObject({ status: 404, text: '' });
});
