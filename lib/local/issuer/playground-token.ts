import type { IncomingMessage, ServerResponse } from 'node:http';
import { PLAYGROUND_PATH } from '../../../lambda/contract/fields.ts';

export const PLAYGROUND_TOKEN_PATH = `${PLAYGROUND_PATH}/token`;
/** This machine's names of itself, with any port. */
const LOCAL_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Hands a token to the playground, so that nobody has to paste one on their own machine. It stands beside the issuer
 * and exists locally only; the stack has no such route. A page of another origin cannot read the answer, and one whose
 * name was made to point at this machine (DNS rebinding) sends its own name as host.
 *
 * @param stageName may stand before the path, as in addresses of API Gateway
 * @param token makes a token that the local API takes
 * @returns a listener that says whether the request was its own
 */
export function createPlaygroundToken(
  stageName: string,
  token: () => Promise<string>,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const paths = [PLAYGROUND_TOKEN_PATH, `/${stageName}${PLAYGROUND_TOKEN_PATH}`];
  return (request, response) => {
    if (request.method !== 'GET' || !paths.includes(request.url ?? '')) return false;
    if (!LOCAL_HOST.test(request.headers.host ?? '')) return false;
    token().then(
      (text) => {
        response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
        response.end(text);
      },
      () => response.destroy(),
    );
    return true;
  };
}
