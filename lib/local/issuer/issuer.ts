import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { importJWK, SignJWT } from 'jose';
import { envelope } from '../../../lambda/contract/envelope.ts';
import { REQUIRED_SERVICE } from '../../../lambda/contract/fields.ts';
import type { DemoApp, IssuerKey } from './keys.ts';

/** A fixed name, whatever the port: a token stays valid when the server comes back on another one. */
export const LOCAL_ISSUER = 'https://issuer.face-comparison.localhost';
export const LOCAL_AUDIENCE = 'face-comparison-local';
/** Lifetime of a token: 24 hours, as for the platform's tokens. */
const TOKEN_SECONDS = 86_400;

export const JWKS_PATH = '/.well-known/jwks.json';
const DISCOVERY_PATH = '/.well-known/openid-configuration';
const TOKEN_PATH = '/api/AppSessionManager/GetAppToken';
const MAX_REQUEST_BYTES = 16_384;

export interface TokenOptions {
  readonly client?: string;
  /** Without it the token does not carry `services: External`. */
  readonly external?: boolean;
  /** Makes a token that expired a minute ago. */
  readonly expired?: boolean;
}

/** Signs an application token as the platform issues them, for local use. */
export async function localToken(key: IssuerKey, options: TokenOptions = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const exp = options.expired ? now - 60 : now + TOKEN_SECONDS;
  const client = options.client ?? 'local-demo';
  const services = options.external === false ? {} : { services: REQUIRED_SERVICE };
  return new SignJWT({ client_id: client, ...services })
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: key.kid })
    .setIssuer(LOCAL_ISSUER)
    .setAudience(LOCAL_AUDIENCE)
    .setSubject(client)
    .setJti(randomUUID())
    .setIssuedAt(exp - TOKEN_SECONDS)
    .setExpirationTime(exp)
    .sign(await importJWK(key.privateKey, 'ES256'));
}

/**
 * Creates the endpoints of the local issuer: key set, discovery and GetAppToken. They stand in for the platform's identity
 * service and exist locally only.
 *
 * @param url the server's own address, which the discovery document names
 * @returns a listener that answers requests to these endpoints; it returns false for any other request
 */
export function createIssuer(
  url: string,
  key: IssuerKey,
  app: DemoApp,
): (req: IncomingMessage, res: ServerResponse) => boolean {
  return (request, response) => {
    const path = request.url?.split('?')[0];
    if (request.method === 'GET' && path === JWKS_PATH) {
      sendJson(response, 200, { keys: [key.publicKey] });
    } else if (request.method === 'GET' && path === DISCOVERY_PATH) {
      sendJson(response, 200, discovery(url));
    } else if (request.method === 'POST' && path === TOKEN_PATH) {
      getAppToken(request, response, key, app).catch(() => response.destroy());
    } else {
      return false;
    }
    return true;
  };
}

function discovery(base: string): object {
  return {
    issuer: LOCAL_ISSUER,
    jwks_uri: `${base}${JWKS_PATH}`,
    token_endpoint: `${base}${TOKEN_PATH}`,
    id_token_signing_alg_values_supported: ['ES256'],
  };
}

async function getAppToken(
  request: IncomingMessage,
  response: ServerResponse,
  key: IssuerKey,
  app: DemoApp,
): Promise<void> {
  const asked = await jsonBody(request);
  if (asked === null) {
    refuse(response, 400, 'Send a JSON object with appId, appSecret and tenantId.');
  } else if (asked.appId !== app.appId || asked.appSecret !== app.appSecret || asked.tenantId !== app.tenantId) {
    refuse(response, 401, 'appId, appSecret and tenantId do not belong to an application.');
  } else {
    const token = await localToken(key, { client: app.appId });
    sendJson(response, 200, envelope(200, ['Processed successfully'], { token }));
  }
}

async function jsonBody(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_REQUEST_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_REQUEST_BYTES) return null;
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function refuse(response: ServerResponse, statusCode: number, message: string): void {
  sendJson(response, statusCode, envelope(statusCode, [message], null));
}

function sendJson(response: ServerResponse, statusCode: number, value: object): void {
  response.writeHead(statusCode, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}
