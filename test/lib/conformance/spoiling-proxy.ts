import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { send } from '../../support/gateway.ts';

/** A response on its way through the proxy; header names in lower case. */
export interface PassingAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface PassingRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
}

/** Changes a response in place; `'drop'` ends the connection without a response. */
export type Spoil = (answer: PassingAnswer, request: PassingRequest) => 'drop' | undefined;

export interface SpoilingProxy {
  readonly url: string;
  spoil: Spoil;
  close(): Promise<void>;
}

/** Headers that belong to one connection, or that the proxy sets again. */
const HOP_HEADERS = ['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'host'];

/** Starts a server on loopback that passes requests on to another server and changes its responses. */
export async function startSpoilingProxy(target: string): Promise<SpoilingProxy> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const passing = { method: request.method ?? 'GET', path: request.url ?? '/', body: Buffer.concat(chunks) };
    const headers = { authorization: '', ...withoutHops(request.headers) };
    const { status, headers: given, body } = await send(target, passing.path, { ...passing, headers });
    const answer: PassingAnswer = { status, headers: withoutHops(given), body };
    if (proxy.spoil(answer, passing) === 'drop') return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: SpoilingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spoil: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

function withoutHops(headers: object): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !HOP_HEADERS.includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
