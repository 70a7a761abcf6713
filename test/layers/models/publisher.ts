import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PublishedFile } from '../../../lambda/face/models/manifest.ts';

export interface AskedFor {
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

/** Answers one request; `content` is what the server has under its path. */
export type Answer = (response: ServerResponse, content: Buffer, request: IncomingMessage) => void;

/** A server on loopback that stands in for the publishers. */
export interface Publisher {
  /** Content by path. */
  readonly files: Map<string, Buffer>;
  /** Answers to the next requests, in this order; afterwards `wellBehaved`. */
  readonly answers: Answer[];
  readonly asked: AskedFor[];
  readonly url: string;
  /** Asks this server instead of the one in an address. */
  resolveUrl(url: string): string;
  /** Ends all connections, in the middle of whatever is being sent. */
  drop(): void;
  close(): Promise<void>;
}

export async function startPublisher(): Promise<Publisher> {
  const server = createServer((request, response) => {
    const path = request.url!;
    publisher.asked.push({ path, range: request.headers.range, ifRange: request.headers['if-range'] as string });
    const content = publisher.files.get(path);
    if (content === undefined) return void response.writeHead(404).end('not found');
    (publisher.answers.shift() ?? wellBehaved)(response, content, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const publisher: Publisher = {
    files: new Map(),
    answers: [],
    asked: [],
    url,
    resolveUrl: (address) => `${url}${new URL(address).pathname}`,
    drop: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return publisher;
}

export function etagOf(content: Buffer): string {
  return `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`;
}

/** As a file server does it: the whole file, or the rest of it when the range is of the version that it has. */
export function wellBehaved(response: ServerResponse, content: Buffer, request: IncomingMessage): void {
  const { range, 'if-range': ifRange } = request.headers;
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? Number.NaN);
  const etag = etagOf(content);
  if (Number.isNaN(from) || (ifRange !== undefined && ifRange !== etag)) {
    return void response.writeHead(200, { etag, 'content-length': content.length }).end(content);
  }
  if (from >= content.length) return void response.writeHead(416).end();
  const headers = {
    etag,
    'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
    'content-length': content.length - from,
  };
  response.writeHead(206, headers).end(content.subarray(from));
}

/** Sends the first bytes of a whole answer, then nothing; `Publisher.drop` ends the connection. */
export function stopsAfter(count: number): Answer {
  return (response, content) => {
    response.writeHead(200, { etag: etagOf(content), 'content-length': content.length });
    response.write(content.subarray(0, count));
  };
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (response) => void response.writeHead(code, headers).end('an error page');
}

/** A published file with this content, at an address that only the stand-in answers. */
export function publishedFile(name: string, content: Buffer): PublishedFile {
  return {
    url: `http://publisher.invalid/files/${name}`,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}
