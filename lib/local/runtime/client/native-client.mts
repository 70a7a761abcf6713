import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/**
 * Replaces the native module of aws-lambda-ric, which is the transport to the Runtime API, written in C++ around curl.
 * Install scripts would compile that module, and this project never runs them. Everything above the transport is the
 * package's own.
 *
 * The native module posts a result synchronously. Here the request for the next invocation waits until it is posted.
 */

// The package does the same. An `import` would load `fetch` and HTTP/2 too, which takes 30 ms of a start.
const { Agent, request } = process.getBuiltinModule('node:http');

const api = process.env.AWS_LAMBDA_RUNTIME_API;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let posted: Promise<unknown> = Promise.resolve();

/** Resolves with the next invocation. */
export async function next(): Promise<{ bodyJson: string; headers: IncomingHttpHeaders }> {
  await posted;
  const { statusCode, headers, body } = await exchange('GET', 'invocation/next');
  if (statusCode !== 200) throw new Error(`The Runtime API returned ${statusCode} to the request for an invocation.`);
  return { bodyJson: body, headers };
}

/** @param id id of the invocation, encoded for a URL; also in `error` */
export function done(id: string, result: string): void {
  posted = exchange('POST', `invocation/${id}/response`, result);
}

/** Ignores the native module's third argument, the error in the form of AWS X-Ray. */
export function error(id: string, report: string): void {
  const { errorType } = JSON.parse(report) as { errorType?: string };
  posted = exchange('POST', `invocation/${id}/error`, report, {
    'Lambda-Runtime-Function-Error-Type': errorType ?? 'Error',
  });
}

interface Answer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function exchange(method: string, path: string, body = '', headers: Record<string, string> = {}): Promise<Answer> {
  const url = `http://${api}/2018-06-01/runtime/${path}`;
  const length =
    method === 'GET' ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent, headers: { ...length, ...headers } }, (response) => {
      text(response).then(
        (answer) => resolve({ statusCode: response.statusCode ?? 0, headers: response.headers, body: answer }),
        reject,
      );
    });
    outgoing.on('error', reject).end(body);
  });
}

async function text(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
