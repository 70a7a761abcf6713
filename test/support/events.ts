import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

/** A request as a client sends it; the test decides what API Gateway makes of it. */
export interface ProxyRequest {
  readonly method?: string;
  readonly path?: string;
  /** Names as the client wrote them; an array is a header sent more than once. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly query?: Readonly<Record<string, string>>;
  /** `null` or absent: no body. */
  readonly body?: Buffer | null;
  /** Whether the content type is among the API's binary media types; default true. */
  readonly binary?: boolean;
  /** What the authorizer put into its context; `null`: no authorizer. */
  readonly authorizer?: Readonly<Record<string, unknown>> | null;
  readonly requestId?: string;
}

/** Event of an API Gateway REST API with Lambda proxy integration, payload version 1.0, stage "v1". */
export function proxyEvent(request: ProxyRequest): APIGatewayProxyEvent {
  const { method = 'GET', path = '/', headers = {}, query = null, body = null, binary = true, authorizer } = request;
  const requestId = request.requestId ?? '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11';
  const entries = Object.entries(headers).map(([name, value]) => [name, [value].flat() as string[]] as const);
  const encoded = body !== null && body.length > 0 && binary;
  return {
    resource: path,
    path,
    httpMethod: method,
    headers: Object.fromEntries(entries.map(([name, values]) => [name, values.at(-1)])),
    multiValueHeaders: Object.fromEntries(entries.map(([name, values]) => [name, [...values]])),
    queryStringParameters: query,
    multiValueQueryStringParameters:
      query && Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]])),
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      // API Gateway hands every value of an authorizer's context on as a string.
      ...(authorizer === null || authorizer === undefined
        ? {}
        : { authorizer: Object.fromEntries(Object.entries(authorizer).map(([name, value]) => [name, String(value)])) }),
      domainName: 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com',
      domainPrefix: 'a1b2c3d4e5',
      extendedRequestId: 'JKJaXmPLvHcESHA=',
      httpMethod: method,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: '192.0.2.7',
        user: null,
        userAgent: 'curl/8.14.1',
        userArn: null,
      },
      path: `/v1${path}`,
      protocol: 'HTTP/1.1',
      requestId,
      requestTime: '23/Nov/2026:12:34:56 +0000',
      requestTimeEpoch: 1795437296000,
      resourceId: 'e0x4mp',
      resourcePath: path,
      stage: 'v1',
    } as APIGatewayProxyEvent['requestContext'],
    body: body === null || body.length === 0 ? null : body.toString(encoded ? 'base64' : 'utf8'),
    isBase64Encoded: encoded,
  };
}

/**
 * Returns the context of an invocation.
 *
 * @param remainingMs milliseconds until Lambda's time-out; they do not pass
 */
export function lambdaContext(remainingMs = 30_000): Context {
  const functionName = 'compare';
  return {
    awsRequestId: 'c3b1f0de-5a41-4d3c-8a55-2f6f1e0d9c77',
    functionName,
    functionVersion: '1',
    invokedFunctionArn: `arn:aws:lambda:eu-central-1:123456789012:function:${functionName}`,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: '2026/11/23/[1]0d9c77',
    memoryLimitInMB: '1769',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => remainingMs,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
