/** Runs dynalite in its own thread. Requests come as messages, so dynalite meets whole bodies only, and no port. */
import { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import type { DatabaseAnswer, DatabaseRequest } from './database.ts';
import { withTransactions } from './transactions.ts';

const { path } = workerData as { path: string | null };
const server = dynalite({ ...(path === null ? {} : { path }), createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

const ask = withTransactions(
  ({ headers, body }) =>
    new Promise<DatabaseAnswer>((resolve) => {
      const request = Object.assign(Readable.from([Buffer.from(body)]), { method: 'POST', url: '/', headers });
      const answer: { statusCode: number; headers: Record<string, string> } = { statusCode: 200, headers: {} };
      const response = {
        set statusCode(value: number) {
          answer.statusCode = value;
        },
        setHeader: (name: string, value: unknown) => {
          answer.headers[name] = String(value);
        },
        end: (body = '') => resolve({ ...answer, body }),
      };
      server.emit('request', request, response);
    }),
);

parentPort!.on('message', async ({ id, headers, body }: DatabaseRequest & { id: number }) => {
  const answer = await ask({ headers, body });
  parentPort!.postMessage({ id, ...answer } satisfies DatabaseAnswer & { id: number });
});
