import { readFile } from 'node:fs/promises';
import { type Agent, Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
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
 * Forms to send in turns.
 *
 * @param files two pictures; `null` for those that the benchmark calls small, of drawn faces: JPEGs of 640x480
 */
export async function comparisonForms(files: readonly [string, string] | null): Promise<Form[]> {
  const pairs = files === null ? await drawnPairs() : [await Promise.all(files.map((file) => readFile(file)))];
  return Promise.all(pairs.map(([first, second]) => encodeForm(pair(first!, second!))));
}

/** Returns pairs of pictures. Photos differ from machine to machine, drawings do not. */
export async function drawnPairs(): Promise<readonly (readonly [Buffer, Buffer])[]> {
  const [small] = await makeInputs(drawnSitters(0), ['small']);
  return small!.pairs;
}

/** Sends forms to one address over connections that are kept. */
export class Sender {
  readonly #url: URL;
  readonly #token: string;
  readonly #agent: Agent;
  readonly #request: typeof requestHttp;

  constructor(url: URL, token: string) {
    const secure = url.protocol === 'https:';
    this.#url = url;
    this.#token = token;
    this.#agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true });
    this.#request = secure ? requestHttps : requestHttp;
  }

  /**
   * @returns the status, when the whole answer is here
   * @throws Error where none comes
   */
  send({ body, contentType }: Form): Promise<number> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      'content-type': contentType,
      'content-length': body.length,
    };
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', headers, agent: this.#agent, timeout: ANSWER_MS };
      const outgoing = this.#request(this.#url, options, (response) => {
        response.on('error', reject);
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.resume();
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
