import { generateKeyPairSync, sign } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { type Application, type AppStore, secretHash } from '../../../lambda/applications/application.ts';
import { APP_TOKEN_PATH, OAUTH_TOKEN_PATH, SESSION_TOKEN_PATH } from '../../../lambda/contract/fields.ts';
import { createIssuer, type IssuerHandler } from '../../../lambda/issuer/issuer.ts';
import { signingJwk } from '../../../lambda/keys/jwk.ts';
import type { Signer } from '../../../lambda/keys/signer.ts';
import { lambdaContext, proxyEvent } from '../../support/events.ts';

export const NOW = Date.UTC(2026, 10, 23, 12);
export const SECRET = 'fcs_the-secret-of-the-tests';
export const APPLICATION: Application = {
  appId: 'APP1',
  name: 'one',
  tenantId: 'tenant-1',
  status: 'active',
  secrets: [{ id: 's1', hash: secretHash('APP1', SECRET), createdAt: '2026-11-01T00:00:00.000Z' }],
  limit: null,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
};

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const KEY = signingJwk(publicKey.export({ format: 'der', type: 'spki' }));

/** An issuer with its applications and its key in memory. */
export interface Harness {
  readonly handler: IssuerHandler;
  readonly applications: Map<string, Application>;
  readonly log: Record<string, unknown>[];
  /** What was looked up and signed. */
  readonly calls: string[];
}

export function createHarness(parts: { apps?: AppStore; signer?: Signer } = {}): Harness {
  const applications = new Map([[APPLICATION.appId, APPLICATION]]);
  const [log, calls]: [Record<string, unknown>[], string[]] = [[], []];
  const handler = createIssuer({
    settings: {
      issuer: 'https://api.example/v1',
      baseUrl: 'https://api.example/v1',
      appsTable: 'apps',
      signingKeys: ['arn:a'],
      tokenSeconds: 3600,
    },
    apps: parts.apps ?? {
      application: async (appId) => {
        calls.push('read');
        return applications.get(appId) ?? null;
      },
    },
    signer: parts.signer ?? {
      publicKeys: async () => [KEY],
      sign: async (message) => {
        calls.push('sign');
        return sign('sha256', message, privateKey);
      },
    },
    clock: () => NOW,
    log: (line) => log.push(line),
  });
  return { handler, applications, log, calls };
}

export interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly type?: string | null;
  readonly headers?: Record<string, string>;
  readonly body?: string | null;
  readonly authorizer?: Record<string, unknown>;
}

/** One request to the issuer, as API Gateway hands it on. */
export async function ask(harness: Harness, asked: Asked): Promise<APIGatewayProxyResult & { json: never }> {
  const { method = 'POST', path = APP_TOKEN_PATH, type = 'application/json', body = null, authorizer } = asked;
  const event = proxyEvent({
    method,
    path,
    headers: { ...(type === null ? {} : { 'Content-Type': type }), ...asked.headers },
    body: body === null ? null : Buffer.from(body),
    binary: false,
    ...(authorizer === undefined ? {} : { authorizer }),
  });
  const result = await harness.handler(event, lambdaContext());
  return { ...result, json: JSON.parse(result.body) as never };
}

export const getAppToken = (harness: Harness, change: object = {}, body?: string) =>
  ask(harness, { body: body ?? JSON.stringify({ appId: 'APP1', appSecret: SECRET, tenantId: 'tenant-1', ...change }) });

export const oauth = (harness: Harness, form: Record<string, string> | string, headers: Record<string, string> = {}) =>
  ask(harness, {
    path: OAUTH_TOKEN_PATH,
    type: 'application/x-www-form-urlencoded',
    body: typeof form === 'string' ? form : String(new URLSearchParams(form)),
    headers,
  });

export const getSessionToken = (harness: Harness, body: string | null, authorizer: object = {}) =>
  ask(harness, {
    path: SESSION_TOKEN_PATH,
    body,
    authorizer: { client: 'APP1', exp: NOW / 1000 + 600, ...authorizer },
  });

export const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});

/** The claims of a token, not verified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
}
