import { Agent, request } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RuntimeApi } from '../../../../lib/local/runtime/runtime-api.ts';

const INVOCATION = { requestId: 'id-1', deadlineMs: 1_795_437_296_000, functionArn: 'arn:aws:lambda:x', payload: '{}' };
let api: RuntimeApi;
beforeEach(async () => {
  api = await RuntimeApi.listen();
});
afterEach(() => api.close());

const call = (method: string, path: string, body?: string) =>
  fetch(`http://127.0.0.1:${api.port}/2018-06-01/runtime/${path}`, { method, ...(body === undefined ? {} : { body }) });
const refusal = async (answer: Promise<Response>) => {
  const response = await answer;
  return [response.status, ((await response.json()) as { errorType: string }).errorType];
};

it('lets the process wait for an invocation, and tells it what Lambda tells', async () => {
  const next = call('GET', 'invocation/next');
  expect(await api.initialized()).toBeNull();
  const outcome = api.invoke({ ...INVOCATION, payload: '{"a":"ü"}' });
  const response = await next;
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('{"a":"ü"}');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'lambda-runtime-aws-request-id': 'id-1',
    'lambda-runtime-deadline-ms': '1795437296000',
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:x',
    'lambda-runtime-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0$/),
  });
  expect((await call('POST', 'invocation/id-1/response', '{"b":"ß"}')).status).toBe(202);
  expect(await outcome).toEqual({ kind: 'success', payload: { b: 'ß' } });
});

it('is idle only while the process waits for an invocation', async () => {
  const idle = async () => Promise.race([api.idle().then(() => true), new Promise((r) => setImmediate(r, false))]);
  expect(await idle()).toBe(false);
  const first = call('GET', 'invocation/next');
  await api.idle();
  const outcome = api.invoke(INVOCATION);
  expect(await idle()).toBe(false);
  await first;
  await call('POST', 'invocation/id-1/response', '1');
  expect(await outcome).toEqual({ kind: 'success', payload: 1 });
  expect(await idle()).toBe(false);
  const next = call('GET', 'invocation/next').catch(() => {});
  await api.idle();
  await api.close();
  await next;
});

it('keeps an invocation for a process that asks later', async () => {
  const outcome = api.invoke(INVOCATION);
  expect((await call('GET', 'invocation/next')).status).toBe(200);
  await call('POST', 'invocation/id-1/error', '{"errorType":"TypeError","errorMessage":"bad","trace":["secret"]}');
  expect(await outcome).toEqual({ kind: 'error', errorType: 'TypeError', errorMessage: 'bad' });
});

it('takes the report of a start that failed', async () => {
  expect((await call('POST', 'init/error', '{"errorType":"SyntaxError","errorMessage":"bad"}')).status).toBe(202);
  expect(await api.initialized()).toEqual({ kind: 'error', errorType: 'SyntaxError', errorMessage: 'bad' });
});

it('refuses to give work to a process that has not finished the last, and to take two invocations', async () => {
  const outcome = api.invoke(INVOCATION);
  expect(() => api.invoke(INVOCATION)).toThrow('still at work');
  await call('GET', 'invocation/next');
  expect(await refusal(call('GET', 'invocation/next'))).toEqual([403, 'InvalidStateTransition']);
  await call('POST', 'invocation/id-1/response', 'null');
  expect(await outcome).toEqual({ kind: 'success', payload: null });
});

it('refuses an answer to what it has not handed out, or that was answered', async () => {
  expect(await refusal(call('POST', 'invocation/id-1/response', '1'))).toEqual([400, 'InvalidRequestID']);
  const outcome = api.invoke(INVOCATION);
  expect(await refusal(call('POST', 'invocation/id-1/response', '1'))).toEqual([400, 'InvalidRequestID']);
  await call('GET', 'invocation/next');
  expect(await refusal(call('POST', 'invocation/id-2/response', '1'))).toEqual([400, 'InvalidRequestID']);
  await call('POST', 'invocation/id-1/response', '2');
  expect(await refusal(call('POST', 'invocation/id-1/response', '1'))).toEqual([400, 'InvalidRequestID']);
  expect(await outcome).toEqual({ kind: 'success', payload: 2 });
});

it('refuses an answer beyond 6 MB', async () => {
  const outcome = api.invoke(INVOCATION);
  await call('GET', 'invocation/next');
  const large = `"${'x'.repeat(6_291_555)}"`;
  const type = 'Function.ResponseSizeTooLarge';
  expect(await refusal(call('POST', 'invocation/id-1/response', large))).toEqual([413, type]);
  expect(await outcome).toMatchObject({ kind: 'error', errorType: type });
});

it('makes an error of an answer that is not JSON', async () => {
  const outcome = api.invoke(INVOCATION);
  await call('GET', 'invocation/next');
  await call('POST', 'invocation/id-1/response', '{"cut');
  expect(await outcome).toMatchObject({ kind: 'error', errorType: 'Runtime.InvalidResponse' });
});

it.each([
  ['GET', 'invocation'],
  ['POST', 'invocation/next'],
  ['GET', 'init/error'],
  ['POST', 'invocation/id-1/other'],
  ['DELETE', 'invocation/next'],
])('knows no %s %s', async (method, path) => {
  expect(await refusal(call(method, path))).toEqual([404, 'NotFound']);
});

it('knows no other version', async () => {
  const response = await fetch(`http://127.0.0.1:${api.port}/2015-03-31/runtime/invocation/next`);
  expect(response.status).toBe(404);
});

it('keeps the connection of a process that works for longer than servers keep idle ones', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const exchange = (method: string, path: string, body = ''): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const url = `http://127.0.0.1:${api.port}/2018-06-01/runtime/${path}`;
      const outgoing = request(url, { method, agent }, (response) => {
        response.resume().on('end', () => resolve(outgoing.reusedSocket));
      });
      outgoing.on('error', reject).end(body);
    });
  const outcome = api.invoke(INVOCATION);
  expect(await exchange('GET', 'invocation/next')).toBe(false);
  // Node.js closes an idle connection after 5 seconds and one of grace.
  await new Promise((resolve) => setTimeout(resolve, 7_000));
  expect(await exchange('POST', 'invocation/id-1/response', '1')).toBe(true);
  expect(await outcome).toEqual({ kind: 'success', payload: 1 });
  agent.destroy();
});
