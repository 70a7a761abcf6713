import { Agent, type Dispatcher, request } from 'undici';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { encodeForm, type FormPart } from './form.ts';
import { Pace } from './pace.ts';

/** Milliseconds. A response takes at most 29 s on AWS. */
const ANSWER_MS = 35_000;
/** The client reads no more of a response. Responses of the contract are below 1 kB, those with details below 100 kB. */
const MAX_ANSWER_BYTES = 1_000_000;
/** Each request has its own connection, because a server may close the connection after it rejects a large body. */
const CONNECTIONS = new Agent({ pipelining: 0, maxResponseSize: MAX_ANSWER_BYTES, connect: { timeout: ANSWER_MS } });
/** Explanations of undici's error codes. */
const WORDS: Readonly<Record<string, string>> = {
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'more than 1 MB',
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'ECONNRESET',
};

export interface Outgoing {
  readonly method?: Dispatcher.HttpMethod;
  /** Path after the base address. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface Answer {
  readonly status: number;
  /** Headers by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LogEntry {
  /** "POST /ExtFaceComparison/Compare" */
  readonly request: string;
  readonly answer: Answer;
  /** Whether it was sent at the slow pace, not in a burst. */
  readonly paced: boolean;
}

/** The server could not be reached, or did not send a complete response. */
export class NoAnswerError extends Error {
  /** @param why the cause in a few words, or the system's code, such as ECONNREFUSED */
  constructor(why: string) {
    super(`no response: ${why}`);
    this.name = 'NoAnswerError';
  }
}

export interface CompareRequest {
  readonly query?: string;
  /** Value of the header, instead of the client's own token; `null` sends no such header. */
  readonly authorization?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends requests to the server under test, one at a time and below its rate limit, and remembers the responses. */
export class Client {
  readonly log: LogEntry[] = [];
  readonly token: string;
  readonly #base: string;
  readonly #pace: Pace;

  /**
   * @param base address of the API, including the stage if there is one
   * @param intervalMs milliseconds between the starts of two requests
   */
  constructor(base: string, token: string, intervalMs: number) {
    this.#base = base.replace(/\/+$/, '');
    this.token = token;
    this.#pace = new Pace(intervalMs);
  }

  /** Returns the response. Throws NoAnswerError when there is none. */
  async send(outgoing: Outgoing): Promise<Answer> {
    await this.#pace.turn();
    return this.#exchange(outgoing, true);
  }

  /** Returns the response to a comparison with the client's token. Throws NoAnswerError when there is none. */
  async compare(parts: readonly FormPart[], request: CompareRequest = {}): Promise<Answer> {
    return this.send(await this.#comparison(parts, request));
  }

  /** Sends the same comparison many times at once, regardless of any limit. Returns the responses. */
  async burst(count: number, parts: readonly FormPart[], request: CompareRequest = {}): Promise<Answer[]> {
    const outgoing = await this.#comparison(parts, request);
    await this.#pace.turn();
    return Promise.all(Array.from({ length: count }, () => this.#exchange(outgoing, false)));
  }

  /** Throws NoAnswerError when there is no server at all. */
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

async function exchange(base: string, { path, ...outgoing }: Outgoing): Promise<Answer> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    const response = await request(`${base}${path}`, { ...outgoing, dispatcher: CONNECTIONS, signal });
    const given = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
    return { status: response.statusCode, headers: Object.fromEntries(given), body: await response.body.text() };
  } catch (error) {
    throw noAnswer(error as NodeJS.ErrnoException);
  }
}

/** Keeps only the code or class of an error, because the system's messages contain addresses. */
function noAnswer({ name, code = name }: NodeJS.ErrnoException): NoAnswerError {
  if (name === 'TimeoutError') return new NoAnswerError(`none within ${ANSWER_MS / 1000} s`);
  return new NoAnswerError(WORDS[code] ?? code);
}
