import { randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import type { Invoker } from '../../lib/local/gateway/authorizer-call.ts';
import { createGateway, type GatewayLogEntry } from '../../lib/local/gateway/gateway.ts';
import type { GatewayModel } from '../../lib/local/gateway/gateway-model.ts';
import { startServer } from '../../lib/local/server.ts';
import { AUTHORIZER_FUNCTION, COMPARE_FUNCTION, defaultModel, ISSUER_FUNCTION } from './default-model.ts';

export const TEST_KEY = 'key-of-the-tests-0001';

/** A gateway on a loopback port, with functions that the test decides on and a clock that the test moves. */
export interface TestGateway {
  readonly url: string;
  readonly model: GatewayModel;
  /** What the functions were called with. */
  readonly compareEvents: Record<string, never>[];
  readonly authorizerEvents: { methodArn: string; authorizationToken: string }[];
  readonly log: GatewayLogEntry[];
  compare: Invoker;
  authorize: Invoker;
  issue: Invoker;
  /** Milliseconds. */
  clock: number;
  close(): Promise<void>;
}

export async function testGateway(change: Partial<GatewayModel> = {}): Promise<TestGateway> {
  const model = { ...defaultModel(TEST_KEY), ...change };
  const server = await startServer(0);
  const gateway: TestGateway = {
    url: server.url,
    model,
    compareEvents: [],
    authorizerEvents: [],
    log: [],
    compare: async () => ({ statusCode: 200, body: '{"ok":true}' }),
    issue: async () => ({ statusCode: 200, body: '{"ok":true}' }),
    authorize: async (event) => allowed((event as { methodArn: string }).methodArn),
    clock: 0,
    close: () => server.close(),
  };
  const functions: Record<string, Invoker> = {
    [COMPARE_FUNCTION]: (event) => {
      gateway.compareEvents.push(event as never);
      return gateway.compare(event);
    },
    [AUTHORIZER_FUNCTION]: (event) => {
      gateway.authorizerEvents.push(event as never);
      return gateway.authorize(event);
    },
    [ISSUER_FUNCTION]: (event) => gateway.issue(event),
  };
  const options = { clock: () => gateway.clock, log: (entry: GatewayLogEntry) => gateway.log.push(entry) };
  server.serve(createGateway(model, functions, options));
  return gateway;
}

/** What an authorizer returns for a caller it lets in. */
export function allowed(methodArn: string, effect: 'Allow' | 'Deny' = 'Allow') {
  const Resource = methodArn.replace(/(\/[^/]+)\/.*$/, '$1/*');
  return {
    principalId: 'demo',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource }] },
    context: { client: 'demo', exp: 1_800_000_000 },
    usageIdentifierKey: TEST_KEY,
  };
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface TestRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
  /** Sends the body in chunks without announcing its length. */
  readonly chunked?: boolean;
}

/** One request; a token is sent unless the headers say otherwise (an empty `authorization` sends none). */
export function send(url: string, path: string, options: TestRequest = {}): Promise<TestAnswer> {
  const { authorization = `Bearer ${randomUUID()}`, ...others } = options.headers ?? {};
  const headers: Record<string, string> = authorization === '' ? others : { ...others, authorization };
  const body = Buffer.from(options.body ?? '');
  if (!options.chunked && body.length > 0) headers['content-length'] = String(body.length);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}${path}`,
      { method: options.method ?? 'POST', headers, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: incoming.statusCode as number, headers: incoming.headers, body: text });
        });
      },
    );
    outgoing.on('error', reject);
    if (!options.chunked) outgoing.end(body);
    else {
      for (let i = 0; i < body.length; i += 65_536) outgoing.write(body.subarray(i, i + 65_536));
      outgoing.end();
    }
  });
}
