import { readdirSync, readFileSync } from 'node:fs';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Envelope } from '../../../lambda/contract/envelope.ts';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import type { EnvironmentOptions, LambdaEnvironment } from '../../../lib/local/runtime/lambda-environment.ts';
import type { FunctionError } from '../../../lib/local/runtime/runtime-api.ts';
import { type ProxyRequest, proxyEvent } from '../../support/events.ts';
import { multipartBody, multipartType, type PartSpec } from '../../support/multipart.ts';

/** An event of a comparison, as API Gateway makes it. */
export function compareEvent(parts: readonly PartSpec[], request: ProxyRequest = {}): APIGatewayProxyEvent {
  return proxyEvent({
    method: 'POST',
    path: COMPARE_PATH,
    headers: { 'Content-Type': multipartType() },
    body: multipartBody(parts),
    authorizer: { principalId: 'client-1', client: 'client-1', exp: Math.floor(Date.now() / 1000) + 3600 },
    ...request,
  });
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly envelope: Envelope<Record<string, unknown>>;
}

/** Invokes the function and reads its response. */
export async function answerOf(environment: LambdaEnvironment, event: APIGatewayProxyEvent): Promise<Answer> {
  const outcome = await environment.invoke(event);
  if (outcome.kind === 'error') throw new Error(`${outcome.errorType}: ${outcome.errorMessage}`);
  const { statusCode, headers, body } = outcome.payload as { statusCode: number; headers: object; body: string };
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { statusCode, headers: Object.fromEntries(lower), envelope: JSON.parse(body) };
}

/** Invokes the function, which must fail, and returns the failure. */
export async function failureOf(environment: LambdaEnvironment, event: APIGatewayProxyEvent): Promise<FunctionError> {
  const outcome = await environment.invoke(event);
  if (outcome.kind === 'success') throw new Error('The function has answered.');
  return outcome;
}

/** Collects what environments log and how long they take to start. */
export class Recorder {
  readonly lines: string[] = [];
  readonly starts: number[] = [];

  options(launch: NonNullable<EnvironmentOptions['launch']>): EnvironmentOptions {
    return {
      launch,
      log: (line, stream) => this.lines.push(stream === 'stdout' ? line : `stderr: ${line}`),
      started: (milliseconds) => this.starts.push(milliseconds),
    };
  }

  /** Log lines of requests. */
  requests(): Record<string, unknown>[] {
    return this.lines
      .filter((line) => line.includes('"message":"request"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/** Returns the ids of a process and its descendants as Linux knows them, including those in a sandbox. */
export function processTree(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => [Number(pid), parentOf(pid)] as const);
  const tree = [root];
  for (const pid of tree) tree.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree;
}

function parentOf(pid: string): number {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    // The process ended in the meantime.
    return Number.NaN;
  }
}
