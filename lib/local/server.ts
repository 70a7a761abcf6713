import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { shellLine } from '../cli/shell.ts';
import type { RequestListener } from './gateway/gateway.ts';

/** API Gateway accepts at most 10,240 bytes of headers. This limit is higher, so that the authorizer receives huge tokens. */
const MAX_HEADER_BYTES = 32_768;
/** Milliseconds that requests in flight may take when the server stops. The whole local API ends within 2 seconds. */
const CLOSE_MS = 700;

export interface LocalServer {
  /** "http://127.0.0.1:3000" */
  readonly url: string;
  /** Passes requests to the listener. Requests that arrived before the call have waited. */
  serve(listener: RequestListener): void;
  close(): Promise<void>;
}

/** The server cannot listen on the port. */
export class PortError extends Error {}

/**
 * Starts a server on 127.0.0.1.
 *
 * @param port 0 lets the system choose
 * @param args arguments of `npm start`, for the remedy when the port is taken
 * @param userOf returns who uses a port that is taken
 * @throws PortError when the port is in use or not allowed
 */
export async function startServer(
  port: number,
  args: readonly string[] = [],
  userOf: (port: number) => Promise<string> = async () => 'another program',
): Promise<LocalServer> {
  const ready = Promise.withResolvers<RequestListener>();
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    ready.promise.then((serve) => serve(request, response));
  };
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES });
  // The gateway itself handles Expect: 100-continue, once it knows that it needs the body.
  server.on('request', listener).on('checkContinue', listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => portError(port, error, args, userOf).then(reject, reject));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: ready.resolve,
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

async function portError(
  port: number,
  error: NodeJS.ErrnoException,
  args: readonly string[],
  userOf: (port: number) => Promise<string>,
): Promise<Error> {
  const other = port === 3000 ? 3001 : 3000;
  // If two ports are given, the last one counts.
  const remedy = `Choose another one: ${shellLine(['npm', 'start', '--', ...args, '--port', String(other)])}`;
  if (error.code === 'EADDRINUSE') return new PortError(`Port ${port} is in use by ${await userOf(port)}. ${remedy}`);
  if (error.code === 'EACCES') return new PortError(`Port ${port} is not allowed for this user. ${remedy}`);
  return error;
}
