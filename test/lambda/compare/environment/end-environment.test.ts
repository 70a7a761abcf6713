import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';

// Each call listens until the process ends, so each test gets the module's channels afresh.
const listeners = vi.hoisted(() => [] as [string, (message: unknown, name: string | symbol) => void][]);
vi.mock('node:diagnostics_channel', async (original) => {
  const real = await original<typeof import('node:diagnostics_channel')>();
  return {
    ...real,
    subscribe: (...of: (typeof listeners)[number]) => {
      listeners.push(of);
      real.subscribe(...of);
    },
    unsubscribe: real.unsubscribe,
  };
});
const { unsubscribe } = await import('node:diagnostics_channel');
const { endAfterAnswer } = await import('../../../../lambda/compare/environment/end-environment.ts');

afterEach(() => {
  for (const of of listeners.splice(0)) unsubscribe(...of);
});

const immediate = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('an environment that is to end', () => {
  it('does so after a runtime client has posted the answer in the way of AWS’s native one', async () => {
    const events: string[] = [];
    const handler = async () => {
      endAfterAnswer(() => events.push('end'));
    };
    await handler();
    await immediate();
    events.push('posted');
    await immediate();
    await immediate();
    expect(events).toEqual(['posted', 'end']);
  });

  it('waits for the response to an answer that is posted with node:http, and for no other request', async () => {
    const events: string[] = [];
    const server = createServer(async (incoming, response) => {
      await sleep(30);
      events.push(`served ${incoming.url}`);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const post = (path: string) =>
      new Promise<void>((resolve, reject) => {
        const outgoing = request({ host: '127.0.0.1', port, path, method: 'POST' }, (response) =>
          response.resume().on('end', resolve),
        );
        outgoing.on('error', reject).end('{}');
      });
    try {
      endAfterAnswer(() => events.push('end'));
      await immediate();
      const posts = [post('/2018-06-01/runtime/invocation/1/response')];
      await immediate();
      await immediate();
      expect(events).toEqual([]);
      posts.push(post('/other'));
      await Promise.all(posts);
      expect(events.filter((event) => event !== 'served /other')).toEqual([
        'served /2018-06-01/runtime/invocation/1/response',
        'end',
      ]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('does so too where the runtime cannot be reached', async () => {
    const ended = Promise.withResolvers<void>();
    endAfterAnswer(() => ended.resolve());
    await immediate();
    const outgoing = request({ host: '127.0.0.1', port: 1, path: '/2018-06-01/runtime/invocation/1/response' });
    outgoing.on('error', () => {}).end();
    await ended.promise;
  });
});
