import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way to the database. */
export interface DynamoDbRequest {
  /** Number of the request, from 1. */
  readonly n: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly response: ServerResponse;
  /** Gets the database's response. It goes back to the caller when the promise's value is passed to `answer`. */
  pass(): Promise<DynamoDbAnswer>;
  answer(answer: DynamoDbAnswer): void;
  /** Closes the connection without a response. */
  drop(): void;
}

export interface DynamoDbAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface DynamoDbProxy {
  readonly endpoint: string;
  readonly port: number;
  /** Head and body of each request since the last `reset`. */
  readonly requests: Buffer[];
  /** The requests that write an audit item. */
  writes(): Buffer[];
  /** What to do with the next requests; by default they are passed on. */
  behave: (request: DynamoDbRequest) => void | Promise<void>;
  /** Forgets the requests, and passes requests on again. */
  reset(): void;
  close(): Promise<void>;
}

const passOn = async (of: DynamoDbRequest): Promise<void> => of.answer(await of.pass());

/** Starts a server on loopback in front of a database. It keeps what is sent and can interfere with it. */
export async function dynamoDbProxy(target: string): Promise<DynamoDbProxy> {
  const server = createServer(async (incoming, response) => {
    const body = await bytesOf(incoming);
    const head = `${incoming.method} ${incoming.url}\r\n${incoming.rawHeaders.join('\r\n')}\r\n\r\n`;
    proxy.requests.push(Buffer.concat([Buffer.from(head), body]));
    response.on('error', () => {});
    await proxy.behave({
      n: proxy.requests.length,
      headers: incoming.headers,
      body,
      response,
      pass: () => forward(target, incoming, body),
      answer: ({ status, headers, body: text }) => {
        if (!response.destroyed) response.writeHead(status, headers).end(text);
      },
      drop: () => void response.destroy(),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy: DynamoDbProxy = {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    requests: [],
    // Others only open the connection.
    writes: () => proxy.requests.filter((request) => request.includes('attribute_not_exists')),
    behave: passOn,
    reset: () => {
      proxy.requests.length = 0;
      proxy.behave = passOn;
    },
    close: () => closed(server),
  };
  return proxy;
}

/** Returns an error in DynamoDB's form. */
export function dynamoDbError(status: number, type: string, message = type): DynamoDbAnswer {
  const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message });
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function forward(target: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<DynamoDbAnswer> {
  return new Promise((resolve, reject) => {
    const own = { ...headers, host: new URL(target).host };
    const onward = request(`${target}${url}`, { method: method ?? 'POST', headers: own, agent: false }, (response) => {
      bytesOf(response).then((bytes) => {
        const kept = Object.entries(response.headers).filter(
          ([name]) => name !== 'connection' && name !== 'keep-alive',
        );
        const given = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
        resolve({ status: response.statusCode ?? 500, headers: given, body: bytes.toString('utf8') });
      }, reject);
    });
    onward.on('error', reject).end(body);
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
