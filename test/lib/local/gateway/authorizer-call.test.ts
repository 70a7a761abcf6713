import { beforeEach, describe, expect, it } from 'vitest';
import { AuthorizerCall } from '../../../../lib/local/gateway/authorizer-call.ts';
import { allowed } from '../../../support/gateway.ts';

const ARN = 'arn:aws:execute-api:eu-west-1:000000000000:localapi00/v1/POST/a/b';
let calls: number;
let clock: number;
let result: () => unknown;

beforeEach(() => {
  calls = 0;
  clock = 0;
  result = () => allowed(ARN);
});

function authorizer(cacheTtlSeconds: number, validationRegex: string | null = null): AuthorizerCall {
  const model = { functionId: 'A', validationRegex, cacheTtlSeconds };
  const invoke = async () => {
    calls += 1;
    return result();
  };
  return new AuthorizerCall(model, invoke, () => clock);
}

const policy = (Effect: string, Resource: unknown, Action: unknown = 'execute-api:Invoke') => ({
  principalId: 'p',
  policyDocument: { Statement: [{ Effect, Action, Resource }] },
});

describe('AuthorizerCall', () => {
  it('hands on the context as text, with the principal', async () => {
    expect(await authorizer(0).authorize('t', ARN)).toEqual({
      context: { client: 'demo', exp: '1800000000', principalId: 'demo' },
      usageKey: 'key-of-the-tests-0001',
    });
  });

  it.each([undefined, '', 'nobearer', 'Bearer a b', 'xBearer a', 'Bearer a\n'])(
    'refuses %j without calling the function',
    async (header) => {
      expect(await authorizer(0, 'Bearer [a-z]+').authorize(header, ARN)).toBe('UNAUTHORIZED');
      expect(calls).toBe(0);
    },
  );

  it.each([
    [new Error('Unauthorized'), 'UNAUTHORIZED'],
    [new Error('unauthorized'), 'AUTHORIZER_FAILURE'],
    [new Error('Unauthorized.'), 'AUTHORIZER_FAILURE'],
    ['Unauthorized', 'AUTHORIZER_FAILURE'],
    [undefined, 'AUTHORIZER_FAILURE'],
  ])('tells %s from other throws: %s', async (thrown, expected) => {
    result = () => {
      throw thrown;
    };
    expect(await authorizer(0).authorize('t', ARN)).toBe(expected);
  });

  it.each([
    [undefined],
    [null],
    ['Allow'],
    [{}],
    [{ principalId: 'p' }],
    [{ principalId: 1, policyDocument: { Statement: [] } }],
    [{ principalId: 'p', policyDocument: { Statement: [null] } }],
    [{ ...allowed(ARN), context: { list: ['a'] } }],
    [{ ...allowed(ARN), context: { nested: {} } }],
    [{ ...allowed(ARN), usageIdentifierKey: 7 }],
  ])('cannot use %j', async (value) => {
    result = () => value;
    expect(await authorizer(0).authorize('t', ARN)).toBe('AUTHORIZER_CONFIGURATION_ERROR');
  });

  it.each([
    [policy('Allow', ARN), true],
    [policy('Allow', '*'), true],
    [policy('Allow', ['arn:other', ARN]), true],
    [policy('Allow', ARN, '*'), true],
    [policy('Allow', ARN, ['execute-api:*']), true],
    [policy('Allow', ARN.replace('/a/b', '/?/b')), true],
    [policy('Allow', ARN.replace('POST', 'GET')), false],
    [policy('Allow', ARN.slice(0, -1)), false],
    [policy('Allow', ARN, 's3:GetObject'), false],
    [policy('Allow', '.*'), false],
    [policy('Deny', ARN), false],
    [{ principalId: 'p', policyDocument: { Statement: [] } }, false],
  ])('judges %j as IAM does', async (value, admitted) => {
    result = () => value;
    expect((await authorizer(0).authorize('t', ARN)) !== 'ACCESS_DENIED').toBe(admitted);
  });

  it('lets Deny win over Allow', async () => {
    const both = [policy('Allow', '*'), policy('Deny', ARN)].flatMap(({ policyDocument }) => policyDocument.Statement);
    result = () => ({ principalId: 'p', policyDocument: { Statement: both } });
    expect(await authorizer(0).authorize('t', ARN)).toBe('ACCESS_DENIED');
  });

  it('asks every time without a time to live', async () => {
    const call = authorizer(0);
    for (let i = 0; i < 3; i++) await call.authorize('t', ARN);
    expect(calls).toBe(3);
  });

  it('keeps a result for its time to live, by header, and judges it anew for each route', async () => {
    const call = authorizer(60);
    result = () => policy('Allow', ARN);
    await call.authorize('t', ARN);
    clock = 59_999;
    expect(await call.authorize('t', ARN)).not.toBe('ACCESS_DENIED');
    expect(await call.authorize('t', `${ARN}/other`)).toBe('ACCESS_DENIED');
    expect(calls).toBe(1);
    await call.authorize('u', ARN);
    expect(calls).toBe(2);
    clock = 60_000;
    await call.authorize('t', ARN);
    expect(calls).toBe(3);
  });

  it('keeps a Deny, but nothing that was thrown', async () => {
    const call = authorizer(60);
    result = () => policy('Deny', '*');
    for (let i = 0; i < 2; i++) expect(await call.authorize('t', ARN)).toBe('ACCESS_DENIED');
    expect(calls).toBe(1);
    result = () => {
      throw new Error('Unauthorized');
    };
    for (let i = 0; i < 2; i++) expect(await call.authorize('u', ARN)).toBe('UNAUTHORIZED');
    expect(calls).toBe(3);
  });
});
