import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An AWS account as the doctor sees it. A test changes it. */
export interface Account {
  id: string;
  /** `null` if the account is not prepared for CDK. */
  bootstrapVersion: string | null;
  concurrency: number;
  unreserved: number;
  logRole: string | null;
  /** `null` if there is no stack. */
  stackStatus: string | null;
  /** Code of the error that STS returns. */
  credentialsError: string | null;
  /** Whether Lambda denies the call. */
  lambdaDenied: boolean;
}

export const HEALTHY: Account = {
  id: '111111111111',
  bootstrapVersion: '28',
  concurrency: 1000,
  unreserved: 1000,
  logRole: null,
  stackStatus: null,
  credentialsError: null,
  lambdaDenied: false,
};

export interface FakeAccount {
  /** For AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  account: Account;
  close(): Promise<void>;
}

type Reply = readonly [status: number, body: string];

/** Starts STS, SSM, Lambda, API Gateway and CloudFormation on one loopback port. They support only the doctor's requests. */
export async function fakeAccount(): Promise<FakeAccount> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const [status, body] = reply(state.account, request, Buffer.concat(chunks).toString());
    const type = body.startsWith('<') ? 'text/xml' : 'application/json';
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: FakeAccount = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account: HEALTHY,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return state;
}

function reply(account: Account, request: IncomingMessage, body: string): Reply {
  if (request.headers['x-amz-target'] === 'AmazonSSM.GetParameter') return parameter(account, JSON.parse(body).Name);
  if (request.url?.startsWith('/2016-08-19/account-settings')) return lambdaSettings(account);
  if (request.url === '/account') return [200, JSON.stringify({ cloudwatchRoleArn: account.logRole ?? undefined })];
  if (body.includes('Action=GetCallerIdentity')) return identity(account);
  if (body.includes('Action=DescribeStacks')) return stack(account, new URLSearchParams(body).get('StackName') ?? '');
  return [501, '{}'];
}

function parameter({ bootstrapVersion }: Account, name: string): Reply {
  if (bootstrapVersion === null || name !== '/cdk-bootstrap/hnb659fds/version') {
    return [400, JSON.stringify({ __type: 'ParameterNotFound' })];
  }
  return [200, JSON.stringify({ Parameter: { Name: name, Value: bootstrapVersion } })];
}

function lambdaSettings({ concurrency, unreserved, lambdaDenied }: Account): Reply {
  if (lambdaDenied) return [403, JSON.stringify({ __type: 'AccessDeniedException' })];
  const AccountLimit = { ConcurrentExecutions: concurrency, UnreservedConcurrentExecutions: unreserved };
  return [200, JSON.stringify({ AccountLimit })];
}

function identity({ id, credentialsError }: Account): Reply {
  if (credentialsError !== null) return xmlError(403, credentialsError, 'no');
  return [
    200,
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${id}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  ];
}

function stack({ stackStatus }: Account, name: string): Reply {
  if (stackStatus === null) return xmlError(400, 'ValidationError', `Stack with id ${name} does not exist`);
  const member = `<member><StackName>${name}</StackName><StackStatus>${stackStatus}</StackStatus></member>`;
  return [
    200,
    `<DescribeStacksResponse><DescribeStacksResult><Stacks>${member}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  ];
}

function xmlError(status: number, code: string, message: string): Reply {
  return [
    status,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  ];
}
