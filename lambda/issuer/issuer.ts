import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { type Application, type AppStore, refusalOf } from '../applications/application.ts';
import { FAILURES } from '../contract/failures.ts';
import { APP_TOKEN_PATH, DISCOVERY_PATH, JWKS_PATH, OAUTH_TOKEN_PATH, SESSION_TOKEN_PATH } from '../contract/fields.ts';
import type { Signer } from '../keys/signer.ts';
import { inEnvelope, notFound, published, refused, secret } from './answers.ts';
import { discovery } from './discovery.ts';
import { oauthRequest } from './oauth-request.ts';
import { asRefusedRequest, orUnavailable, RefusedRequest } from './refused.ts';
import { jsonBody } from './request-body.ts';
import { sessionRequest } from './session-request.ts';
import type { IssuerSettings } from './settings.ts';
import { applicationClaims, signToken, type TokenClaims } from './tokens.ts';

/** The collaborators of the issuer. */
export interface IssuerParts {
  readonly settings: IssuerSettings;
  readonly apps: AppStore;
  readonly signer: Signer;
  /** Returns milliseconds since 1970. */
  readonly clock: () => number;
  /** Receives one line for each request. It holds nothing of the body. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

export type IssuerHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** What the log says about a request. It names an application only if it exists. */
interface RequestRecord {
  readonly requestId: string;
  route: string | null;
  appId: string | null;
  sessionId: string | null;
}

type Step = (event: APIGatewayProxyEvent, record: RequestRecord) => Promise<APIGatewayProxyResult>;

/** No application has this id. It is looked up if the caller's cannot be an id, so that every rejection takes one read. */
const NO_APPLICATION = '-';
/** What an id looks like. No secret has this form, so a secret sent in the id's place never reaches the table. */
const APP_ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * Returns the handler of the issuer for proxy events of an API Gateway REST API: application tokens by the contract and by
 * OAuth 2.0, tokens for one session, the key set and the discovery document. It never throws.
 */
export function createIssuer({ settings, apps, signer, clock, log }: IssuerParts): IssuerHandler {
  const { issuer, tokenSeconds } = settings;

  const sign = (claims: TokenClaims, seconds: number): Promise<string> =>
    orUnavailable('key', () => signToken(signer, issuer, claims, Math.floor(clock() / 1000), seconds));

  /** @param tenantId `null` if the protocol names none */
  const authenticate = async (
    record: RequestRecord,
    appId: string,
    appSecret: string,
    tenantId: string | null,
  ): Promise<Application> => {
    const sought = APP_ID.test(appId) ? appId : NO_APPLICATION;
    const application = await orUnavailable('table', () => apps.application(sought));
    record.appId = application?.appId ?? null;
    const refusal = refusalOf(application, appId, appSecret, tenantId, clock());
    if (application === null || refusal !== null) throw new RefusedRequest('application', refusal);
    return application;
  };

  const getAppToken: Step = async (event, record) => {
    const body = jsonBody(event);
    const [appId, appSecret, tenantId] = ['appId', 'appSecret', 'tenantId'].map((name) => body.get(name));
    if (!isText(appId) || !isText(appSecret) || !isText(tenantId)) throw new RefusedRequest('credentialsMissing');
    const application = await authenticate(record, appId, appSecret, tenantId);
    const token = await sign(applicationClaims(application), tokenSeconds);
    return inEnvelope(record.requestId, { token, tokenType: 'Bearer', expiresIn: tokenSeconds });
  };

  const oauthToken: Step = async (event, record) => {
    const { appId, appSecret } = oauthRequest(event);
    const application = await authenticate(record, appId, appSecret, null);
    const token = await sign(applicationClaims(application), tokenSeconds);
    return secret(200, record.requestId, { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds });
  };

  const getSessionToken: Step = async (event, record) => {
    const { client, sessionId: openSession } = event.requestContext?.authorizer ?? {};
    // If no authorizer ran, nobody has verified the token.
    if (!isText(client)) throw new RefusedRequest('unexpected');
    if (openSession !== undefined) throw new RefusedRequest('sessionToken');
    const wanted = sessionRequest(jsonBody(event, true));
    const application = await orUnavailable('table', () => apps.application(client));
    record.appId = application?.appId ?? null;
    if (application?.status !== 'active') throw new RefusedRequest('sessionToken', 'disabled');
    record.sessionId = wanted.sessionId;
    const claims: TokenClaims = {
      ...applicationClaims(application),
      session_id: wanted.sessionId,
      session_comparisons: wanted.comparisons,
    };
    const token = await sign(claims, wanted.seconds);
    const { sessionId, comparisons, seconds } = wanted;
    return inEnvelope(record.requestId, { token, tokenType: 'Bearer', expiresIn: seconds, sessionId, comparisons });
  };

  const keySet: Step = async (_, { requestId }) => {
    const keys = await orUnavailable('key', () => signer.publicKeys());
    return published(requestId, { keys });
  };

  const routes = new Map<string, Step>([
    [`POST ${APP_TOKEN_PATH}`, getAppToken],
    [`POST ${OAUTH_TOKEN_PATH}`, oauthToken],
    [`POST ${SESSION_TOKEN_PATH}`, getSessionToken],
    [`GET ${JWKS_PATH}`, keySet],
    [`GET ${DISCOVERY_PATH}`, async (_, { requestId }) => published(requestId, discovery(settings))],
  ]);

  let coldStart = true;
  return async (event, context) => {
    const start = performance.now();
    const path = event.resource ?? event.path;
    const step = routes.get(`${event.httpMethod} ${path}`);
    const requestId = event.requestContext?.requestId ?? context.awsRequestId ?? 'unknown';
    const record: RequestRecord = { requestId, route: step === undefined ? null : path, appId: null, sessionId: null };
    let refusal: RefusedRequest | null = null;
    const answer =
      step === undefined
        ? notFound(requestId)
        : await step(event, record).catch((error: unknown) => {
            refusal = asRefusedRequest(error);
            return refused(requestId, record.route, refusal.refusal);
          });
    log(logLine(record, answer.statusCode, refusal, clock(), performance.now() - start, coldStart));
    coldStart = false;
    return answer;
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function logLine(
  { requestId, route, appId, sessionId }: RequestRecord,
  statusCode: number,
  refusal: RefusedRequest | null,
  now: number,
  milliseconds: number,
  coldStart: boolean,
): Record<string, unknown> {
  return {
    level: statusCode >= FAILURES.unexpected.statusCode ? 'ERROR' : 'INFO',
    message: 'token',
    time: new Date(now).toISOString(),
    requestId,
    route,
    statusCode,
    ...(appId === null ? {} : { appId }),
    ...(sessionId === null ? {} : { sessionId }),
    ...(refusal === null ? {} : { refusal: refusal.refusal, reason: refusal.reason, errorName: refusal.errorName }),
    milliseconds: Math.round(milliseconds),
    coldStart,
  };
}
