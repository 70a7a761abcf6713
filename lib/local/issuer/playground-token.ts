import type { IncomingMessage, ServerResponse } from 'node:http';
import { PLAYGROUND_PATH } from '../../../lambda/contract/fields.ts';

export const PLAYGROUND_TOKEN_PATH = `${PLAYGROUND_PATH}/token`;
/** Host names that mean this machine, with any port. */
const LOCAL_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Creates the endpoint from which the playground gets a token, so that nobody has to paste one on their own machine. It
 * exists locally only: the stack has no such route. A page of another origin cannot read the response. A page whose name
 * was made to point at this machine (DNS rebinding) sends that name as host and gets no token.
 *
 * @param stageName optional prefix of the path, as in addresses of API Gateway
 * @param token makes a token that the local API accepts
 * @returns a listener that responds to a request for a token; it returns false for any other request
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
