import { readFile } from 'node:fs/promises';
import { Pool } from 'undici';
import { makeInputs } from '../bench/inputs/inputs.ts';
import { drawnSitters } from '../bench/inputs/sitters.ts';
import { encodeForm, pair } from '../conformance/requests/form.ts';
import { ANSWER_MS } from './figures.ts';

/** The body of a comparison. */
export interface Form {
  readonly body: Buffer;
  readonly contentType: string;
}

/**
 * Returns forms to send in turns.
 *
 * @param files two images; `null` for those that the benchmark calls small, of drawn faces: JPEGs of 640x480
 */
export async function comparisonForms(files: readonly [string, string] | null): Promise<Form[]> {
  const pairs = files === null ? await drawnPairs() : [await Promise.all(files.map((file) => readFile(file)))];
  return Promise.all(pairs.map(([first, second]) => encodeForm(pair(first!, second!))));
}

/** Returns pairs of images. Photos differ from machine to machine, drawings do not. */
export async function drawnPairs(): Promise<readonly (readonly [Buffer, Buffer])[]> {
  const [small] = await makeInputs(drawnSitters(0), ['small']);
  return small!.pairs;
}

/** Sends forms to one address over connections that are kept, as many as there are requests under way. */
export class Sender implements AsyncDisposable {
  readonly #path: string;
  readonly #token: string;
  readonly #pool: Pool;

  constructor({ origin, pathname }: URL, token: string) {
    this.#path = pathname;
    this.#token = token;
    this.#pool = new Pool(origin, {
      // HTTP/2 would send all requests over one connection.
      allowH2: false,
      connectTimeout: ANSWER_MS,
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
    });
  }

  /**
   * Returns the status, once the whole response is here.
   *
   * @throws Error when no response comes
   */
  async send({ body, contentType }: Form): Promise<number> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': contentType };
    const response = await this.#pool.request({ method: 'POST', path: this.#path, headers, body });
    await response.body.arrayBuffer();
    return response.statusCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}
