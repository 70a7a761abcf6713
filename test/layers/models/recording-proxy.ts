import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface RecordingProxy {
  readonly url: string;
  /** What it was asked for: the address of a plain request, host and port of a tunnel. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * An HTTP proxy on loopback that passes plain requests on to one server, whatever their address, and rejects tunnels.
 *
 * @param destination the server's address
 */
export async function startRecordingProxy(destination: string): Promise<RecordingProxy> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    const { pathname } = new URL(request.url!);
    const passedOn = httpRequest(`${destination}${pathname}`, { headers: request.headers });
    passedOn.on('response', (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    passedOn.on('error', () => response.destroy());
    passedOn.end();
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(request.url!);
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
