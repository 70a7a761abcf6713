import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../../../lambda/contract/failures.ts';
import type { GatewayResponseModel } from '../../../../lib/local/gateway/gateway-model.ts';
import { gatewayResponse } from '../../../../lib/local/gateway/gateway-response.ts';
import { gatewayResponses } from '../../../../lib/stack/api/gateway-responses.ts';
import { defaultModel } from '../../../support/default-model.ts';

const context = { requestId: 'id-1', stage: 'v1' };
const withResponses = (gatewayResponses: Record<string, GatewayResponseModel>) => ({
  ...defaultModel('key'),
  gatewayResponses,
});

describe('gatewayResponse', () => {
  it('replaces variables, and leaves the rest of a template alone', () => {
    const template =
      '{"id":"$context.requestId","m":$context.error.messageString,"t":"$context.error.responseType","x":"$context.none","$y":1}';
    const model = withResponses({
      UNAUTHORIZED: { statusCode: 418, headers: {}, templates: { 'application/json': template } },
    });
    expect(gatewayResponse(model, 'UNAUTHORIZED', context)).toEqual({
      statusCode: 418,
      headers: { 'content-type': 'application/json' },
      body: '{"id":"id-1","m":"Unauthorized","t":"UNAUTHORIZED","x":"","$y":1}',
    });
  });

  it('sets headers from literals and variables', () => {
    const headers = { 'X-Request-Id': 'context.requestId', 'Retry-After': "'1'", 'Content-Type': "'text/x'", Q: "''" };
    const model = withResponses({ THROTTLED: { statusCode: null, headers, templates: {} } });
    const answer = gatewayResponse(model, 'THROTTLED', context);
    expect(answer.statusCode).toBe(429);
    expect(answer.headers).toEqual({ 'content-type': 'text/x', 'x-request-id': 'id-1', 'retry-after': '1', q: '' });
  });

  it('refuses a header in a form it does not know', () => {
    const model = withResponses({ THROTTLED: { statusCode: null, headers: { a: '1' }, templates: {} } });
    expect(() => gatewayResponse(model, 'THROTTLED', context)).toThrow("Expected a 'literal' or a context variable");
  });

  it('falls back on the default of its class, then on what API Gateway says by itself', () => {
    const template = { 'application/json': 'D $context.error.message' };
    const model = withResponses({ DEFAULT_4XX: { statusCode: null, headers: {}, templates: template } });
    expect(gatewayResponse(model, 'ACCESS_DENIED', context)).toMatchObject({
      statusCode: 403,
      body: 'D User is not authorized to access this resource',
    });
    expect(gatewayResponse(model, 'AUTHORIZER_FAILURE', context)).toMatchObject({
      statusCode: 500,
      body: '{"message":null}',
    });
    expect(gatewayResponse(withResponses({}), 'MISSING_AUTHENTICATION_TOKEN', context)).toMatchObject({
      statusCode: 403,
      body: '{"message":"Missing Authentication Token"}',
    });
  });
});

describe('the gateway responses of the API', () => {
  it('hold each failure with its status, message and headers, and the id of the request', () => {
    const responses = gatewayResponses();
    for (const failure of Object.values(FAILURES)) {
      for (const type of failure.gatewayResponses) {
        expect(responses[type]?.statusCode).toBe(failure.statusCode);
        expect(JSON.parse(responses[type]?.body ?? '')).toEqual({
          version: null,
          statusCode: failure.statusCode,
          messages: [failure.message],
          result: null,
        });
        const literals = Object.entries(failure.headers).map(([name, value]) => [name, `'${value}'`]);
        expect(responses[type]?.headers).toEqual({
          'x-request-id': 'context.requestId',
          ...Object.fromEntries(literals),
        });
      }
    }
  });

  it('answer 500 for every other failure of AWS, and keep the status of every other refusal', () => {
    expect(gatewayResponses().DEFAULT_5XX?.statusCode).toBe(500);
    expect(gatewayResponses().DEFAULT_4XX?.statusCode).toBeNull();
  });
});
