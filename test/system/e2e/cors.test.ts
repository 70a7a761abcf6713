import { afterAll, beforeAll, expect, it } from 'vitest';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { send, type TestAnswer, type TestRequest } from '../../support/gateway.ts';
import { multipartBody, multipartType, pictureParts } from '../../support/multipart.ts';
import { type RealApi, startRealApi } from '../../support/real-api.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

const ORIGIN = 'https://app.example.com';

describeUnless(noModels, 'a web page of the one origin that the stack lists', () => {
  let api: RealApi;
  let token: string;
  beforeAll(async () => {
    api = await startRealApi({ settings: { corsOrigins: ORIGIN } });
    token = await api.token();
  });
  afterAll(() => api.close());

  const from = (origin: string, request: TestRequest = {}) =>
    send(api.url, COMPARE_PATH, { ...request, headers: { origin, ...request.headers } });
  const post = (origin: string, authorization: string) =>
    from(origin, {
      headers: { authorization, 'content-type': multipartType() },
      body: multipartBody(pictureParts('a', 'b')),
    });
  const readableBy = ({ headers }: TestAnswer) => headers['access-control-allow-origin'];

  it('may send what a comparison needs', async () => {
    const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
    const answer = await from(ORIGIN, { method: 'OPTIONS', headers: { authorization: '', ...preflight } });
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(readableBy(answer)).toBe(ORIGIN);
    expect(answer.headers['access-control-allow-methods']).toBe('POST');
    expect(answer.headers['access-control-allow-headers']).toContain('authorization');
  });

  it('reads comparisons and refusals, and their ids', async () => {
    const answers = [
      await post(ORIGIN, `Bearer ${token}`),
      await from(ORIGIN, { headers: { authorization: `Bearer ${token}` } }),
      await post(ORIGIN, ''),
      await post(ORIGIN, `Bearer ${await api.token({ external: false })}`),
      ...(await Promise.all(
        Array.from({ length: 30 }, () => from(ORIGIN, { headers: { authorization: `Bearer ${token}` } })),
      )),
    ];
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400, 401, 403, 429]));
    for (const answer of answers) {
      expect(readableBy(answer)).toBe(ORIGIN);
      expect(answer.headers['access-control-expose-headers']).toContain('x-request-id');
      expect(answer.headers['access-control-expose-headers']).toContain('retry-after');
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  it('is the only one that reads them', async () => {
    const other = 'https://other.example.com';
    expect(readableBy(await from(other, { method: 'OPTIONS', headers: { authorization: '' } }))).toBeUndefined();
    // The gateway's own response names the listed origin to everybody, and browsers at other origins keep it from their pages.
    expect(readableBy(await post(other, ''))).toBe(ORIGIN);
  });
});
