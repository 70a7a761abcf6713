import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** The path on which a runtime client posts the outcome of an invocation (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). */
const OUTCOME = /\/runtime\/invocation\/[^/]+\/(?:response|error)$/;

/**
 * Ends this process once the response that the handler is about to return has been posted, and before another invocation can
 * come. Lambda then starts a fresh environment. Call it last, right before the handler returns.
 *
 * It uses SIGKILL, because `process.exit` waits for the threads of native work, which is the work that must end.
 *
 * AWS's own runtime client posts the response while it blocks the event loop, in the first round of immediates after the
 * handler has returned, and asks for the next invocation from a native thread. In the next round the response is out.
 * Runtime clients in JavaScript post it with `node:http`, which reports when a request is made and when its response arrives.
 *
 * @param end ends the process; tests pass another function
 */
export function endAfterAnswer(end: () => void = () => process.kill(process.pid, 'SIGKILL')): void {
  let posting = false;
  const listen = (name: string, heard: () => void) =>
    subscribe(`http.client.${name}`, (message) => {
      if (OUTCOME.test((message as { request: ClientRequest }).request.path)) heard();
    });
  listen('request.created', () => {
    posting = true;
  });
  listen('response.finish', end);
  listen('request.error', end);
  setImmediate(() =>
    setImmediate(() => {
      if (!posting) end();
    }),
  );
}
