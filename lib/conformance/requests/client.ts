import { type ClientRequest, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { encodeForm, type FormPart } from './form.ts';
import { Pace } from './pace.ts';

/** An answer takes 29 s on AWS at most. */
const ANSWER_MS = 35_000;
/** More of an answer is not read: the contract's are below 1 kB, those with details below 100 kB. */
const MAX_ANSWER_BYTES = 1_000_000;

export interface Outgoing {
  readonly method?: string;
  /** After the base address. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LogEntry {
  /** "POST /ExtFaceComparison/Compare" */
  readonly request: string;
  readonly answer: Answer;
  /** Sent at the slow pace, not in a burst. */
  readonly paced: boolean;
}

/** The server could not be asked, or did not answer. `code` is the system's, such as ECONNREFUSED. */
export class NoAnswerError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`no answer: ${code}`);
    this.name = 'NoAnswerError';
    this.code = code;
  }
}

export interface CompareRequest {
  readonly query?: string;
  /** In place of the client's own token; `null` sends no such header. */
  readonly authorization?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends requests to the server under test, one at a time and below its rate limit, and remembers the answers. */
export class Client {
  readonly log: LogEntry[] = [];
  readonly token: string;
  readonly #base: string;
  readonly #pace: Pace;

  /**
   * @param base address of the API, with its stage where it has one
   * @param intervalMs milliseconds between the starts of two requests
   */
  constructor(base: string, token: string, intervalMs: number) {
    this.#base = base.replace(/\/+$/, '');
    this.token = token;
    this.#pace = new Pace(intervalMs);
  }

  /** @throws NoAnswerError */
  async send(outgoing: Outgoing): Promise<Answer> {
    await this.#pace.turn();
    return this.#exchange(outgoing, true);
  }

  /** A comparison with the client's token. */
  async compare(parts: readonly FormPart[], request: CompareRequest = {}): Promise<Answer> {
    return this.send(await this.#comparison(parts, request));
  }

  /** The same comparison many times at once, without regard to any limit. */
  async burst(count: number, parts: readonly FormPart[]): Promise<Answer[]> {
    const outgoing = await this.#comparison(parts, {});
    await this.#pace.turn();
    return Promise.all(Array.from({ length: count }, () => this.#exchange(outgoing, false)));
  }

  /** Whether there is a server at all. @throws NoAnswerError */
  async probe(): Promise<void> {
    await this.#pace.turn();
    await exchange(this.#base, { method: 'GET', path: '/' });
  }

  async #comparison(parts: readonly FormPart[], request: CompareRequest): Promise<Outgoing> {
    const { body, contentType } = await encodeForm(parts);
    const { authorization = `Bearer ${this.token}`, query = '', headers = {} } = request;
    return {
      method: 'POST',
      path: `${COMPARE_PATH}${query}`,
      headers: { 'Content-Type': contentType, ...(authorization === null ? {} : { authorization }), ...headers },
      body,
    };
  }

  async #exchange(outgoing: Outgoing, paced: boolean): Promise<Answer> {
    const answer = await exchange(this.#base, outgoing);
    this.log.push({ request: `${outgoing.method ?? 'GET'} ${outgoing.path.split('?')[0]}`, answer, paced });
    return answer;
  }
}

function exchange(base: string, { method = 'GET', path, headers = {}, body }: Outgoing): Promise<Answer> {
  const url = new URL(`${base}${path}`);
  const length = body === undefined ? {} : { 'Content-Length': String(body.length) };
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  // A connection for each request: a server may close one on which it refused a large body.
  const outgoing: ClientRequest = open(url, { method, headers: { ...headers, ...length }, agent: false });
  const timer = setTimeout(() => outgoing.destroy(new NoAnswerError(`none within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
  let answered = false;
  outgoing.on('response', (incoming) => {
    answered = true;
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_ANSWER_BYTES) chunks.push(chunk);
      else incoming.destroy(new NoAnswerError('more than 1 MB'));
    });
    incoming.on('error', (error) => reject(noAnswer(error)));
    incoming.on('end', () => {
      const given = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
      const text = Buffer.concat(chunks).toString('utf8');
      resolve({ status: incoming.statusCode ?? 0, headers: Object.fromEntries(given), body: text });
    });
  });
  outgoing.on('error', (error) => {
    // A server that has refused a large body need not read the rest of it.
    if (!answered) reject(noAnswer(error));
  });
  outgoing.end(body);
  return promise.finally(() => clearTimeout(timer));
}

/** Keeps the code only: messages of the system name addresses. */
function noAnswer(error: NodeJS.ErrnoException): NoAnswerError {
  return error instanceof NoAnswerError ? error : new NoAnswerError(error.code ?? 'connection failed');
}
