import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PublishedFile } from '../../../lambda/face/models/manifest.ts';

interface AskedFor {
  readonly path: string;
  readonly range: string | undefined;
  readonly ifMatch: string | undefined;
}

/** Responds to one request; `content` is what the server has under its path. */
export type Answer = (response: ServerResponse, content: Buffer, request: IncomingMessage) => void;

/** A server on loopback that stands in for the publishers. */
export interface Publisher {
  /** Content by path. */
  readonly files: Map<string, Buffer>;
  /** Responses to the next requests, in this order; afterwards `wellBehaved`. */
  readonly answers: Answer[];
  readonly asked: AskedFor[];
  readonly url: string;
  /** Directs a request to this server instead of the one in the address. */
  resolveUrl(url: string): string;
  close(): Promise<void>;
}

export async function startPublisher(): Promise<Publisher> {
  const server = createServer((request, response) => {
    const path = request.url!;
    publisher.asked.push({ path, range: request.headers.range, ifMatch: request.headers['if-match'] });
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

/** Responds as a file server does: the whole file, or the rest of it when the requested version is the one that it has. */
export function wellBehaved(response: ServerResponse, content: Buffer, request: IncomingMessage): void {
  const { status, headers, body } = fileResponse(content, request);
  response.writeHead(status, headers).end(body);
}

/** Responds as `wellBehaved` up to this byte of the file, then falls silent. */
export function stopsAt(end: number): Answer {
  return (response, content, request) => {
    const { status, headers, from } = fileResponse(content, request);
    response.writeHead(status, headers).write(content.subarray(from, end));
  };
}

/** Responds as `wellBehaved` up to this byte of the file, then ends the connection. */
export function breaksAt(end: number): Answer {
  return (response, content, request) => {
    const { status, headers, from } = fileResponse(content, request);
    response.writeHead(status, headers).write(content.subarray(from, end), () => response.socket?.end());
  };
}

function fileResponse(content: Buffer, { headers }: IncomingMessage) {
  const etag = etagOf(content);
  const from = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  const size = content.length;
  const length = { etag, 'content-length': size - from };
  if (from === 0) return { status: 200, headers: length, body: content, from };
  if ((headers['if-match'] ?? etag) !== etag) return { status: 412, headers: {}, body: '', from };
  const range = { 'content-range': `bytes ${from}-${size - 1}/${size}` };
  return { status: 206, headers: { ...length, ...range }, body: content.subarray(from), from };
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (response) => void response.writeHead(code, headers).end('an error page');
}

/** A published file with this content, at an address that only this stand-in serves. */
export function publishedFile(name: string, content: Buffer): PublishedFile {
  return {
    url: `http://publisher.invalid/files/${name}`,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}
