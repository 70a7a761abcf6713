import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { FetchError, NonRetryableFetchError } from 'aws-jwt-verify/error';

/** Time for the whole exchange, the second attempt included; well within the authorizer's own time-out. */
const DEADLINE_MS = 3_000;
/** The key sets of large issuers are below 20 kB. */
const MAX_BYTES = 262_144;

/**
 * Downloads a key set. One immediate second attempt after a broken connection; no redirect is followed, no more than
 * 256 kB is read, and all is over after three seconds. Its own connection each time: one kept open would be dead after
 * the function was frozen.
 *
 * @throws FetchError when the address does not answer with 200 in time
 */
export async function fetchKeySet(uri: string, deadlineMs: number = DEADLINE_MS): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    return await download(uri, signal);
  } catch (error) {
    if (signal.aborted || error instanceof NonRetryableFetchError) throw asFetchError(uri, error, signal);
  }
  try {
    return await download(uri, signal);
  } catch (error) {
    throw asFetchError(uri, error, signal);
  }
}

function asFetchError(uri: string, error: unknown, signal: AbortSignal): FetchError {
  if (error instanceof FetchError) return error;
  return new FetchError(uri, signal.aborted ? 'no complete answer in time' : ((error as Error)?.message ?? 'failed'));
}

function download(uri: string, signal: AbortSignal): Promise<Uint8Array> {
  const get = uri.startsWith('https:') ? httpsGet : httpGet;
  return new Promise((resolve, reject) => {
    const request = get(uri, { agent: false, signal, headers: { accept: 'application/json' } }, (response) => {
      collect(uri, response).then(resolve, (error: unknown) => {
        request.destroy();
        reject(error);
      });
    });
    request.on('error', reject);
  });
}

async function collect(uri: string, response: IncomingMessage): Promise<Uint8Array> {
  if (response.statusCode !== 200) {
    throw new NonRetryableFetchError(uri, `Status code is ${response.statusCode}, expected 200`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new NonRetryableFetchError(uri, `The key set has more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
