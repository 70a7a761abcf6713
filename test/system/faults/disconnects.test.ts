import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditItem } from '../../../lambda/compare/audit-item.ts';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { createHarness, type Harness } from '../../lambda/compare/harness.ts';
import { allowed, send, type TestGateway, testGateway } from '../../support/gateway.ts';
import { multipartBody, multipartType, pictureParts } from '../../support/multipart.ts';

const BODY = multipartBody(pictureParts(Buffer.alloc(200_000, 1), Buffer.alloc(100_000, 2)));

/** A caller who goes away: one thing each, at the gateway with the real compare function behind it. */
describe('a caller who goes away', () => {
  let gateway: TestGateway;
  let compare: Harness;
  let entered: PromiseWithResolvers<void>;
  let release: PromiseWithResolvers<void>;
  const strays: unknown[] = [];
  const stray = (error: unknown) => strays.push(error);

  beforeAll(async () => {
    gateway = await testGateway();
    process.on('uncaughtException', stray).on('unhandledRejection', stray);
  });
  afterAll(async () => {
    process.off('uncaughtException', stray).off('unhandledRejection', stray);
    await gateway.close();
  });
  beforeEach(() => {
    entered = Promise.withResolvers();
    release = Promise.withResolvers();
    gateway.clock += 10_000;
    gateway.log.length = gateway.compareEvents.length = strays.length = 0;
    compare = createHarness({
      clock: Date.now,
      audit: {
        put: async (item: AuditItem) => {
          entered.resolve();
          await release.promise;
          compare.items.push(item);
        },
      },
    });
    gateway.authorize = async (event) => allowed((event as { methodArn: string }).methodArn);
    gateway.compare = (event) => compare.handler(event as never);
  });

  const open = (): Promise<Socket> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => resolve(socket));
      socket.on('error', () => {});
    });
  const head = (length = BODY.length) =>
    `POST ${COMPARE_PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer abc\r\n` +
    `Content-Type: ${multipartType()}\r\nContent-Length: ${length}\r\n\r\n`;
  /** The next caller is served, and nothing was thrown where nobody catches. */
  const expectAlive = async (): Promise<void> => {
    release.resolve();
    const headers = { 'content-type': multipartType() };
    expect((await send(gateway.url, COMPARE_PATH, { headers, body: BODY })).status).toBe(200);
    expect(strays).toEqual([]);
  };

  it.each<[string, string | Buffer]>([
    ['before a word', ''],
    ['within the headers', head().slice(0, 60)],
    ['before the body', head()],
    ['within the body', Buffer.concat([Buffer.from(head()), BODY.subarray(0, 150_000)])],
    ['with a body shorter than announced', Buffer.concat([Buffer.from(head(BODY.length + 10)), BODY])],
  ])('%s is not compared and leaves no item', async (_, bytes) => {
    const socket = await open();
    socket.write(bytes);
    await new Promise((resolve) => setTimeout(resolve, 30));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(compare.items).toEqual([]);
    expect(gateway.compareEvents).toEqual([]);
    await expectAlive();
    expect(compare.items).toHaveLength(1);
  });

  it.each(['destroy', 'resetAndDestroy'] as const)(
    'while the item is written leaves it: one item (%s)',
    async (how) => {
      const socket = await open();
      socket.write(Buffer.concat([Buffer.from(head()), BODY]));
      await entered.promise;
      socket[how]();
      await new Promise((resolve) => setTimeout(resolve, 20));
      release.resolve();
      // The decision was made and is accounted for, though nobody heard it.
      await vi.waitFor(() => expect(compare.items).toHaveLength(1), { timeout: 60_000 });
      expect(compare.lines[0]).toMatchObject({ statusCode: 200, status: 'Success' });
      await expectAlive();
      expect(compare.items).toHaveLength(2);
    },
  );

  it('who never sends the rest of the body does not hold up others', async () => {
    const sockets = await Promise.all(Array.from({ length: 4 }, open));
    for (const socket of sockets) socket.write(Buffer.concat([Buffer.from(head()), BODY.subarray(0, 1_000)]));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await expectAlive();
    for (const socket of sockets) socket.destroy();
  });
});
