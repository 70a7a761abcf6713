import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { RouteMatch } from './routes.ts';

/** Stand-ins for what AWS assigns. */
const ACCOUNT_ID = '000000000000';
const API_ID = 'localapi00';
const REGION = 'eu-west-1';

/** Properties of one request that the proxy event repeats. */
export interface RequestFacts {
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly stage: string;
  readonly match: RouteMatch;
  readonly search: string;
  readonly authorizer: Readonly<Record<string, string>> | null;
}

/** The published types ask for an authorizer context even where a route has no authorizer. */
export type ProxyEvent = Omit<APIGatewayProxyEvent, 'requestContext'> & {
  readonly requestContext: Omit<APIGatewayProxyEvent['requestContext'], 'authorizer' | 'identity'> & {
    readonly identity: Record<string, string | null>;
    readonly authorizer?: Record<string, string | number>;
  };
};

/**
 * Returns the event that a function behind API Gateway's proxy integration receives, payload format 1.0
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html).
 *
 * @param body the whole body
 * @param binary whether the body's media type is one of the API's binary types; the event then holds it as base64
 */
export function proxyEvent(request: IncomingMessage, facts: RequestFacts, body: Buffer, binary: boolean): ProxyEvent {
  const { match, stage } = facts;
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const headers = headersOf(request, sourceIp);
  const query = queryOf(facts.search);
  const time = new Date(facts.time);
  return {
    resource: match.route.path,
    path: match.path,
    httpMethod: request.method as string,
    headers: lastOfEach(headers) as Record<string, string>,
    multiValueHeaders: headers,
    queryStringParameters: query && lastOfEach(query),
    multiValueQueryStringParameters: query,
    pathParameters: match.pathParameters === null ? null : { ...match.pathParameters },
    stageVariables: null,
    requestContext: {
      resourceId: 'local',
      resourcePath: match.route.path,
      httpMethod: request.method as string,
      extendedRequestId: facts.extendedRequestId,
      requestTime: commonLogTime(time),
      requestTimeEpoch: facts.time,
      path: `/${stage}${match.path}`,
      accountId: ACCOUNT_ID,
      protocol: `HTTP/${request.httpVersion}`,
      stage,
      domainPrefix: API_ID,
      domainName: headers.Host?.[0] ?? headers.host?.[0] ?? 'localhost',
      requestId: facts.requestId,
      apiId: API_ID,
      identity: identity(sourceIp, request.headers['user-agent'] ?? null),
      ...(facts.authorizer === null ? {} : { authorizer: { ...facts.authorizer, integrationLatency: 0 } }),
    },
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && body.length > 0,
  };
}

/** Returns the ARN of the called method, as an authorizer receives it. */
export function methodArn(stage: string, method: string, path: string): string {
  return `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${API_ID}/${stage}/${method}/${path.replace(/^\//, '')}`;
}

/**
 * Returns whether the event holds a body of this content type as base64. Parameters of the media type do not count. A
 * request without a content type counts as JSON.
 */
export function isBinary(contentType: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  const type = (contentType ?? 'application/json').split(';')[0]?.trim().toLowerCase();
  return binaryMediaTypes.some((media) => media === '*/*' || media.toLowerCase() === type);
}

/** Returns all values of each header in the order sent, by the name as the client wrote it. API Gateway sets the forwarding headers. */
function headersOf(request: IncomingMessage, sourceIp: string): Record<string, string[]> {
  const headers: Record<string, string[]> = Object.create(null);
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] as string;
    const lower = name.toLowerCase();
    if (lower.startsWith('x-forwarded-') || lower === 'expect' || lower === 'connection') continue;
    headers[name] = [...(headers[name] ?? []), request.rawHeaders[i + 1] as string];
  }
  headers['X-Forwarded-For'] = [sourceIp];
  headers['X-Forwarded-Port'] = [String(request.socket.localPort ?? 0)];
  headers['X-Forwarded-Proto'] = ['http'];
  return { ...headers };
}

function queryOf(search: string): Record<string, string[]> | null {
  const query: Record<string, string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(search)) query[name] = [...(query[name] ?? []), value];
  return Object.keys(query).length > 0 ? { ...query } : null;
}

function lastOfEach(lists: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.at(-1) as string]));
}

/** 23/Nov/2026:09:05:00 +0000 */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(time.toUTCString()) as string[] &
    RegExpExecArray;
  return `${day}/${month}/${year}:${clock} +0000`;
}

function identity(sourceIp: string, userAgent: string | null): Record<string, string | null> {
  return {
    cognitoIdentityPoolId: null,
    accountId: null,
    cognitoIdentityId: null,
    caller: null,
    sourceIp,
    principalOrgId: null,
    accessKey: null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: null,
    userAgent,
    user: null,
  };
}
