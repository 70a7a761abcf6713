import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Findings } from '../../../../lib/conformance/findings/findings.ts';
import { alteredTokens } from '../../../../lib/conformance/requests/altered-tokens.ts';
import { Client, NoAnswerError } from '../../../../lib/conformance/requests/client.ts';
import { pair } from '../../../../lib/conformance/requests/form.ts';
import { Pace } from '../../../../lib/conformance/requests/pace.ts';

const stop: (() => void)[] = [];
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const close of stop.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const PARTS = pair(Buffer.from('one'), Buffer.from('two'));

describe('the pace', () => {
  it('lets one caller through at once and each other an interval later', async () => {
    vi.useFakeTimers();
    const pace = new Pace(100);
    let passed = 0;
    for (let i = 0; i < 4; i++) void pace.turn().then(() => passed++);
    for (const expected of [1, 2, 3, 4]) {
      await vi.advanceTimersByTimeAsync(expected === 1 ? 99 : 100);
      expect(passed).toBe(expected);
    }
  });
});

describe('the client of the suite', () => {
  it('takes a turn for each request, and one for a burst', async () => {
    const turn = vi.spyOn(Pace.prototype, 'turn');
    const client = new Client(await serve((_, response) => response.end()), 'token', 0);
    await client.send({ path: '/' });
    await client.compare(PARTS);
    expect(turn).toHaveBeenCalledTimes(2);
    await client.burst(5, PARTS);
    expect(turn).toHaveBeenCalledTimes(3);
  });

  it('sends a burst at once', async () => {
    const waiting: (() => void)[] = [];
    const url = await serve((_, response) => {
      waiting.push(() => response.end());
      // Responds only when all have arrived: requests one after another would never end.
      if (waiting.length === 10) for (const answer of waiting.splice(0)) answer();
    });
    expect(await new Client(url, 'token', 1_000).burst(10, PARTS)).toHaveLength(10);
  });

  it('puts the path behind a stage and sends both files, the token and what it is told', async () => {
    let seen = '';
    const url = await serve((request, response) => {
      seen = `${request.method} ${request.url} ${request.headers.authorization} ${request.headers['x-a']}\n`;
      request.on('data', (chunk) => {
        seen += chunk;
      });
      request.on('end', () => response.end());
    });
    const client = new Client(`${url}/v1/`, 'secret', 0);
    await client.compare(PARTS, { query: '?details=true', headers: { 'x-a': 'b' } });
    expect(seen).toMatch(/^POST \/v1\/ExtFaceComparison\/Compare\?details=true Bearer secret b\n/);
    expect(seen).toMatch(/name="LivenessFace"; filename="picture.jpg"\r\nContent-Type: image\/jpeg\r\n\r\none\r\n/);
    expect(seen).toMatch(/name="FaceFromDocument"; filename="picture.jpg"\r\nContent-Type: image\/jpeg\r\n\r\ntwo\r\n/);
    await client.compare(PARTS, { authorization: null });
    expect(seen).toMatch(/ undefined undefined\n/);
    expect(client.log.map(({ request }) => request)).toEqual(Array(2).fill('POST /ExtFaceComparison/Compare'));
  });

  it('takes the answer of a server that does not read a large body to its end', async () => {
    const url = await serve((_, response) => {
      response.writeHead(413, { connection: 'close' }).end('too large');
    });
    const large = pair(Buffer.alloc(3_000_000), Buffer.alloc(1));
    expect(await new Client(url, 'token', 0).compare(large)).toMatchObject({ status: 413, body: 'too large' });
  });

  it('gives up on an endless answer and on a broken connection', async () => {
    const endless = await serve((_, response) => {
      response.on('error', () => {});
      const write = (): void => {
        if (response.write(Buffer.alloc(100_000))) setImmediate(write);
        else response.once('drain', write);
      };
      write();
    });
    await expect(new Client(endless, 't', 0).send({ path: '/' })).rejects.toThrow('no response: more than 1 MB');
    const broken = await serve((request) => request.socket.destroy());
    await expect(new Client(broken, 't', 0).send({ path: '/' })).rejects.toThrow(new NoAnswerError('ECONNRESET'));
    const cut = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 2 }).write('x', () => request.socket.destroy());
    });
    await expect(new Client(cut, 't', 0).send({ path: '/' })).rejects.toThrow(new NoAnswerError('ECONNRESET'));
  });

  it('gives up on a server that does not answer in time', async () => {
    const timeout = vi
      .spyOn(AbortSignal, 'timeout')
      .mockReturnValue(AbortSignal.abort(new DOMException('', 'TimeoutError')));
    const silent = await serve(() => {});
    await expect(new Client(silent, 't', 0).send({ path: '/' })).rejects.toThrow('no response: none within 35 s');
    expect(timeout).toHaveBeenCalledWith(35_000);
  });
});

describe('findings', () => {
  it('hold no control characters and no more than a line of what a server says', () => {
    const findings = new Findings([]);
    findings.recorder('group', 'ours').check('check', 'x', `\u001b[31mred\n${'y'.repeat(500)}`, false);
    expect(findings.list[0]).toMatchObject({ found: expect.stringMatching(/^\?\[31mred\?y+…$/), outcome: 'deviation' });
    expect(findings.list[0]!.found.length).toBeLessThan(110);
  });

  it('compare in depth', () => {
    const findings = new Findings([]);
    const { equal } = findings.recorder('group', 'contract');
    equal('same', { a: [1] }, { a: [1] });
    equal('other', { a: [1] }, { a: ['1'] });
    expect(findings.list.map(({ outcome }) => outcome)).toEqual(['ok', 'deviation']);
  });
});

describe('altered tokens', () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${encode({ alg: 'ES256' })}.${encode({ sub: 'a', services: 'External' })}.${'A'.repeat(86)}`;

  it('each differ from the token, and those with claims still carry External', () => {
    const altered = alteredTokens(token);
    expect(altered.length).toBe(5);
    for (const [, other] of altered) {
      expect(other).not.toBe(token);
      expect(Buffer.from(other.split('.')[1]!, 'base64url').toString()).toContain('External');
    }
    expect(new Set(altered.map(([, other]) => other)).size).toBe(5);
  });

  it.each([['opaque'], ['a.b'], ['a.b.c'], ['a.b.c.d'], [`${token}.`], ['..']])('cannot be made of %s', (text) => {
    expect(alteredTokens(text)).toEqual([]);
  });
});
