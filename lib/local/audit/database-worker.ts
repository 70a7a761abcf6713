/** Runs dynalite in its own thread. Requests come as messages, so dynalite meets whole bodies only, and no port. */
import { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import type { DatabaseAnswer, DatabaseRequest } from './database.ts';

const { path } = workerData as { path: string | null };
const server = dynalite({ ...(path === null ? {} : { path }), createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

parentPort!.on('message', ({ id, headers, body }: DatabaseRequest & { id: number }) => {
  const request = Object.assign(Readable.from([Buffer.from(body)]), { method: 'POST', url: '/', headers });
  const answer: { statusCode: number; headers: Record<string, string>; body: string } = {
    statusCode: 200,
    headers: {},
    body: '',
  };
  const response = {
    set statusCode(value: number) {
      answer.statusCode = value;
    },
    setHeader: (name: string, value: unknown) => {
      answer.headers[name] = String(value);
    },
    end: (text = '') =>
      parentPort!.postMessage({ id, ...answer, body: text } satisfies DatabaseAnswer & { id: number }),
  };
  server.emit('request', request, response);
});
