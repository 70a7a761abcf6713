import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { COMPARE_PATH, IDEMPOTENCY_KEY_HEADER } from '../../../lambda/contract/fields.ts';

/** How it treats an attempt: an error of this status, a broken connection, a response that breaks off, or that of the API. */
export type Treatment = 429 | 500 | 'broken' | 'cut off' | 'passed on';

/** A server in front of the API whose comparisons fail at first. */
export interface FailingFront {
  readonly url: string;
  /** How each attempt with an idempotency key was treated, by key. */
  readonly attempts: ReadonlyMap<string, readonly Treatment[]>;
  /** The paths of all other requests. */
  readonly others: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts it on 127.0.0.1. Requests other than comparisons are passed on at once.
 *
 * @param treatments for the first attempts with the same idempotency key; later ones are passed on. 429 asks for a second.
 */
export async function startFailingFront(api: string, treatments: readonly Treatment[]): Promise<FailingFront> {
  const attempts = new Map<string, Treatment[]>();
  const others: string[] = [];
  const server: Server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const key = String(incoming.headers[IDEMPOTENCY_KEY_HEADER.toLowerCase()]);
    const earlier = attempts.get(key) ?? [];
    const compares = incoming.url === COMPARE_PATH;
    const treatment = compares ? (treatments[earlier.length] ?? 'passed on') : 'passed on';
    if (compares) attempts.set(key, [...earlier, treatment]);
    else others.push(incoming.url!);
    if (treatment === 'broken') {
      incoming.socket.destroy();
    } else if (treatment === 'cut off') {
      outgoing.writeHead(200, { 'content-length': '100' });
      outgoing.write('{', () => incoming.socket.destroy());
    } else if (treatment === 'passed on') {
      const { 'transfer-encoding': _, connection: __, ...headers } = incoming.headers;
      const options = { method: incoming.method!, headers: { ...headers, 'content-length': body.length } };
      const passed = request(new URL(incoming.url!, api), options, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      passed.end(body);
    } else {
      outgoing.writeHead(treatment, treatment === 429 ? { 'retry-after': '1' } : {});
      outgoing.end(`{"messages":["failed on purpose"]}`);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    attempts,
    others,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
