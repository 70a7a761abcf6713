import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Credentials, isAuthorized } from '../state/credentials.ts';
import type { Database, DatabaseAnswer } from './database.ts';

/** Far above the largest item: DynamoDB accepts 400 KB. */
const MAX_BODY_BYTES = 1_048_576;
/** Milliseconds within which a whole request must arrive. */
const REQUEST_MS = 10_000;

/**
 * Starts the listener in front of the embedded database, on a free port of 127.0.0.1. Other users of the machine and web
 * pages can reach the port. So it takes only requests with the credentials of this start, no request with an `Origin`, and
 * none whose `Host` is not its own address. No response has a CORS header. A GET with the credentials returns 204,
 * which shows that this is the listener of this start.
 */
export async function listenFor(database: Database, credentials: Credentials): Promise<Server> {
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
    // After a connection breaks off, nobody waits for a response.
    response.on('error', () => {});
    answerTo(request)
      .then((answer) => send(request, response, answer))
      .catch(() => response.destroy());
  });

  async function answerTo(request: IncomingMessage): Promise<DatabaseAnswer> {
    const { port } = server.address() as AddressInfo;
    const { origin, host, authorization } = request.headers;
    if (origin !== undefined || host !== `127.0.0.1:${port}`) return refusal(403, 'AccessDeniedException');
    if (!isAuthorized(authorization, credentials)) return refusal(400, 'UnrecognizedClientException');
    if (request.method === 'GET') return { statusCode: 204, headers: {}, body: '' };
    if (request.method !== 'POST') return refusal(405, 'UnknownOperationException');
    const body = await read(request);
    if (body === null) return refusal(413, 'RequestEntityTooLargeException');
    if (!isJsonObject(body)) return refusal(400, 'SerializationException');
    return database.ask({ headers: request.headers, body }).catch(() => refusal(500, 'InternalServerError'));
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return server;
}

function send(request: IncomingMessage, response: ServerResponse, { statusCode, headers, body }: DatabaseAnswer): void {
  // What the caller still sends is not read.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(statusCode, headers).end(body);
}

/** Returns a rejection in DynamoDB's form. It repeats no part of the request. */
function refusal(statusCode: number, type: string): DatabaseAnswer {
  const body = JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message: 'Rejected by the local API.' });
  return { statusCode, headers: { 'content-type': 'application/x-amz-json-1.0' }, body };
}

/** Returns the whole body, or `null` for a body above the limit. */
async function read(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isJsonObject(body: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
