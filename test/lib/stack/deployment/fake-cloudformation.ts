import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** CloudFormation with one stack, or none. */
export interface FakeCloudFormation {
  readonly endpoint: string;
  /** What is deployed; `null` for no stack. */
  stack: { readonly account: string; readonly outputs: Readonly<Record<string, string>> } | null;
  /** Returned instead, if it is set. */
  error: { readonly status: number; readonly code: string } | null;
  /** Names of the stacks that were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Starts it on a loopback port. It supports DescribeStacks in the query protocol, and nothing else. */
export async function fakeCloudFormation(): Promise<FakeCloudFormation> {
  function answer(action: string | null, name: string): [status: number, body: string] {
    if (action !== 'DescribeStacks') return [400, failure('InvalidAction', 'unknown')];
    fake.asked.push(name);
    if (fake.error !== null) return [fake.error.status, failure(fake.error.code, 'refused')];
    if (fake.stack === null) return [400, failure('ValidationError', `Stack with id ${name} does not exist`)];
    return [200, description(name, fake.stack)];
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const name = form.get('StackName') ?? '';
    const [status, body] = answer(form.get('Action'), name);
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeCloudFormation = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stack: null,
    error: null,
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

function description(name: string, { account, outputs }: NonNullable<FakeCloudFormation['stack']>): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
<StackName>${name}</StackName><StackId>arn:aws:cloudformation:eu-west-1:${account}:stack/${name}/0a1b</StackId>
<CreationTime>2026-11-30T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
<Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

function failure(code: string, message: string): string {
  return `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
