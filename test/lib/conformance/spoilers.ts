import type { PassingAnswer, PassingRequest, Spoil } from './spoiling-proxy.ts';

// biome-ignore lint/suspicious/noExplicitAny: spoilers break the envelope's type on purpose
type Loose = any;

/** Returns a spoiler that changes the envelope of responses with this status. */
export const inEnvelope =
  (status: number, change: (envelope: Loose, request: PassingRequest) => void): Spoil =>
  (answer, request) => {
    if (answer.status !== status) return;
    const envelope = JSON.parse(answer.body);
    change(envelope, request);
    answer.body = JSON.stringify(envelope);
  };

/** Returns a spoiler that changes any response. */
export const inAnswer =
  (change: (answer: PassingAnswer, request: PassingRequest) => void): Spoil =>
  (answer, request) => {
    change(answer, request);
  };

/** Returns a spoiler that changes the result of a comparison. */
export const inResult = (change: (result: Loose, request: PassingRequest) => void): Spoil =>
  inEnvelope(200, ({ result }, request) => change(result, request));

export const asStatus =
  (from: number, to: number): Spoil =>
  (answer) => {
    if (answer.status !== from) return;
    answer.status = to;
    answer.body = answer.body.replace(`"statusCode":${from}`, `"statusCode":${to}`);
  };

export const withoutHeader =
  (name: string): Spoil =>
  (answer) => {
    delete answer.headers[name];
  };

/** Limits like a server that lets five requests through. `make` changes its 429; with `forever` the limit never ends. */
export function limiting(make: (answer: PassingAnswer) => void, forever = false): Spoil {
  let passed = 0;
  return (answer, { method }) => {
    if (method !== 'POST' || (answer.status === 200 && !forever)) return;
    passed++;
    if (passed <= 5) return;
    answer.status = 429;
    answer.headers['retry-after'] = '1';
    answer.body = '{"version":null,"statusCode":429,"messages":["Rate limit exceeded."],"result":null}';
    make(answer);
  };
}
