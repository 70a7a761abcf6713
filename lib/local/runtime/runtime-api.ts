import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An invocation as a runtime client receives it. */
export interface Invocation {
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly deadlineMs: number;
  readonly functionArn: string;
  /** The event, in JSON. */
  readonly payload: string;
}

export interface FunctionError {
  readonly kind: 'error';
  /** The error's class, or a type of Lambda's own: 'Runtime.ExitError', 'Sandbox.Timedout', … */
  readonly errorType: string;
  readonly errorMessage: string;
}

/** The outcome of an invocation. */
export type Outcome = { readonly kind: 'success'; readonly payload: unknown } | FunctionError;

interface Work {
  readonly invocation: Invocation;
  readonly resolve: (outcome: Outcome) => void;
  handedOut: boolean;
}

/** 6 MB and 100 bytes, from the message of Lambda's own error (Function.ResponseSizeTooLarge). */
const MAX_RESPONSE_BYTES = 6_291_556;
const TOO_LARGE: FunctionError = {
  kind: 'error',
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
};
const PREFIX = '/2018-06-01/runtime/';

/**
 * The Runtime API of AWS Lambda, version 2018-06-01 (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html),
 * for one runtime process. It waits until the process asks for an invocation, gives it one at a time, and receives the
 * result. It listens on 127.0.0.1 only.
 */
export class RuntimeApi {
  readonly #server: Server;
  readonly #initialized = Promise.withResolvers<FunctionError | null>();
  /** The open request of a process that waits for an invocation. */
  #waiting: ServerResponse | null = null;
  #current: Work | null = null;
  #idle = Promise.withResolvers<void>();

  private constructor() {
    this.#server = createServer((request, response) => {
      // A process that was killed leaves half a request behind.
      this.#handle(request, response).catch(() => response.destroy());
    });
    // The process keeps one connection. If the server closed it as idle while the process sends a result, the result would
    // be lost.
    this.#server.keepAliveTimeout = 0;
  }

  static async listen(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    await new Promise<void>((resolve, reject) => {
      api.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return api;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves with `null` when the process asks for its first invocation, or with the error when it could not start. */
  initialized(): Promise<FunctionError | null> {
    return this.#initialized.promise;
  }

  /**
   * Passes an invocation to the process.
   *
   * @throws Error when the process is still at work on another one
   */
  invoke(invocation: Invocation): Promise<Outcome> {
    if (this.#current !== null) throw new Error('The runtime process is still at work on another invocation.');
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#current = { invocation, resolve, handedOut: false };
    if (this.#waiting !== null) this.#handOut(this.#current, this.#waiting);
    return promise;
  }

  /** Resolves when the process waits for an invocation, and has so finished the one before. */
  idle(): Promise<void> {
    return this.#idle.promise;
  }

  /**
   * Reads what a process sent before it ended, which may hold the result of its last invocation. The process must have
   * ended: its connections are then closed, so this returns once they are read to their end.
   */
  async drain(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : '';
    const route = `${request.method} ${path.replace(/^invocation\/[^/]+\/(response|error)$/, 'invocation/$1')}`;
    if (route === 'GET invocation/next') return this.#next(response);
    const body = await read(request);
    if (route === 'POST init/error') {
      this.#initialized.resolve(functionError(body));
      return accept(response);
    }
    const id = path.split('/')[1] ?? '';
    if (route === 'POST invocation/response') return this.#answer(id, body, success, response);
    if (route === 'POST invocation/error') return this.#answer(id, body, functionError, response);
    refuse(response, 404, 'NotFound', 'There is no such path in the Runtime API.');
  }

  #next(response: ServerResponse): void {
    if (this.#waiting !== null || this.#current?.handedOut) {
      refuse(response, 403, 'InvalidStateTransition', 'The previous invocation has no response yet.');
      return;
    }
    this.#initialized.resolve(null);
    if (this.#current !== null) this.#handOut(this.#current, response);
    else {
      this.#waiting = response;
      this.#idle.resolve();
    }
  }

  #handOut(work: Work, response: ServerResponse): void {
    this.#waiting = null;
    this.#idle = Promise.withResolvers<void>();
    handOut(work, response);
  }

  #answer(
    id: string,
    body: string | null,
    outcomeOf: (body: string | null) => Outcome,
    response: ServerResponse,
  ): void {
    const work = this.#current;
    if (work === null || !work.handedOut || encodeURIComponent(work.invocation.requestId) !== id) {
      refuse(response, 400, 'InvalidRequestID', 'There is no such invocation at work.');
      return;
    }
    this.#current = null;
    if (body === null) refuse(response, 413, TOO_LARGE.errorType, TOO_LARGE.errorMessage);
    else accept(response);
    work.resolve(outcomeOf(body));
  }
}

function handOut(work: Work, response: ServerResponse): void {
  const { requestId, deadlineMs, functionArn, payload } = work.invocation;
  work.handedOut = true;
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': requestId,
    'Lambda-Runtime-Deadline-Ms': String(deadlineMs),
    'Lambda-Runtime-Invoked-Function-Arn': functionArn,
    'Lambda-Runtime-Trace-Id': `Root=1-${'0'.repeat(8)}-${'0'.repeat(24)};Sampled=0`,
  });
  response.end(payload);
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
}

function refuse(response: ServerResponse, statusCode: number, errorType: string, errorMessage: string): void {
  response.writeHead(statusCode, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ errorType, errorMessage }));
}

/** Returns the whole body, or `null` for a body beyond the limit. */
async function read(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_RESPONSE_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_RESPONSE_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

function success(body: string | null): Outcome {
  if (body === null) return TOO_LARGE;
  try {
    return { kind: 'success', payload: JSON.parse(body) };
  } catch {
    return { kind: 'error', errorType: 'Runtime.InvalidResponse', errorMessage: 'The response is not JSON.' };
  }
}

function functionError(body: string | null): FunctionError {
  if (body === null) return TOO_LARGE;
  try {
    const { errorType, errorMessage } = JSON.parse(body) as Record<string, unknown>;
    return { kind: 'error', errorType: String(errorType), errorMessage: String(errorMessage) };
  } catch {
    return { kind: 'error', errorType: 'Runtime.Unknown', errorMessage: 'The report of an error is not JSON.' };
  }
}
