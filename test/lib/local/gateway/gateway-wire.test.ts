import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMPARE_PATH } from '../../../../lambda/contract/fields.ts';
import { send, type TestGateway, testGateway } from '../../../support/gateway.ts';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await testGateway();
});
afterEach(() => gateway.close());

const compare = () =>
  send(gateway.url, COMPARE_PATH, { headers: { 'content-type': 'multipart/form-data; boundary=x' } });

describe('the gateway on the wire', () => {
  /** Sends text on one connection and collects what comes until `until` is seen or the connection ends. */
  function talk(text: string, until: RegExp): Promise<string> {
    const { port } = new URL(gateway.url);
    return new Promise((resolve, reject) => {
      let received = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
      socket.on('data', (data) => {
        received += data.toString('latin1');
        if (until.test(received)) socket.destroy();
      });
      socket.on('close', () => resolve(received)).on('error', reject);
    });
  }
  const head = (extra: string) =>
    `POST ${COMPARE_PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\n${extra}\r\n`;

  it('asks for the body of a caller who waits, once that caller is let in', async () => {
    const answer = await talk(
      head('Authorization: Bearer a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n'),
      /\r\n\r\n/,
    );
    expect(answer).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  });

  it('refuses a caller who waits without asking for the body', async () => {
    const answer = await talk(head('Expect: 100-continue\r\nContent-Length: 5000000\r\n'), /result":null/);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toMatch(/connection: close/i);
  });

  it('serves one request after the other on a connection, refused ones with a body too', async () => {
    const refused = `${head('Content-Length: 5\r\n')}hello`;
    const good = `${head('Authorization: Bearer a\r\nContent-Length: 5\r\n')}hello`;
    const answers = await talk(refused + good + refused, /401.*200 OK.*401.*null/s);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200', 'HTTP/1.1 401']);
  });

  it('lives on when a caller goes away while the function works', async () => {
    const { port } = new URL(gateway.url);
    const release = Promise.withResolvers<object>();
    const entered = Promise.withResolvers<void>();
    gateway.compare = () => {
      entered.resolve();
      return release.promise;
    };
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`${head('Authorization: Bearer a\r\nContent-Length: 3\r\n')}abc`);
    await entered.promise;
    socket.destroy();
    await new Promise((resolve) => socket.once('close', resolve));
    release.resolve({ statusCode: 200, body: 'late' });
    gateway.compare = async () => ({ statusCode: 200, body: 'alive' });
    expect((await compare()).body).toBe('alive');
  });

  it('cuts off half a body without calling the function', async () => {
    const { port } = new URL(gateway.url);
    const socket = connect(Number(port), '127.0.0.1');
    await new Promise<void>((resolve) => {
      socket.write(`${head('Authorization: Bearer a\r\nContent-Length: 500000\r\n')}abc`, () => resolve());
    });
    while (gateway.authorizerEvents.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await compare()).status).toBe(200);
    expect(gateway.compareEvents).toHaveLength(1);
  });
});
