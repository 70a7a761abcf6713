import { EnvHttpProxyAgent, errors, fetch, interceptors, type Response, type RetryHandler } from 'undici';
import type { PublishedFile } from '../../lambda/face/models/manifest.ts';
import { checksumOf, digest, place } from './files.ts';

/** A file could not be fetched. The message says from where and why. */
export class DownloadError extends Error {}

export interface DownloadOptions {
  /** Returns the address to ask instead of the publisher's, for tests. */
  readonly resolveUrl?: (url: string) => string;
  /** Milliseconds without a byte after which a connection is given up, default 30,000. */
  readonly idleTimeout?: number;
  /** Receives the bytes that have come and those of the whole file. */
  readonly progress?: (received: number, total: number) => void;
  /** Options of undici's retry handler that replace the ones set here. */
  readonly retry?: RetryHandler.RetryOptions | undefined;
}

/** undici waits 0.5, 1, 2 and 4 seconds, or as long as the server asks, but never longer than 30 seconds. */
const RETRY: RetryHandler.RetryOptions = {
  maxRetries: 4,
  statusCodes: [408, 429, 500, 502, 503, 504],
  errorCodes: [
    ...['EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH', 'ENOTFOUND'],
    ...['EPIPE', 'ETIMEDOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'],
    'UND_ERR_SOCKET',
  ],
  // The last response is returned instead, whose status says more.
  throwOnError: false,
};

/**
 * Fetches a published file and writes it to `target` when its size and checksum are the pinned ones. A download that is
 * interrupted continues where it stopped. HTTPS_PROXY, HTTP_PROXY and NO_PROXY apply.
 *
 * @returns the bytes of the file
 * @throws DownloadError when no server gives the pinned file; an error of the file system when it cannot be written
 */
export async function downloadFile(
  file: PublishedFile,
  target: string,
  options: DownloadOptions = {},
): Promise<Buffer> {
  const bytes = await fetchFile(file, options).catch((error: unknown) => {
    const { message, code, name } = rootCause(error);
    throw new DownloadError(`${file.url} could not be fetched: ${message || code || name}`);
  });
  await place(target, bytes);
  return bytes;
}

async function fetchFile(file: PublishedFile, options: DownloadOptions): Promise<Buffer> {
  const { resolveUrl = (url) => url, idleTimeout = 30_000, retry, progress = () => {} } = options;
  const timeouts = { headersTimeout: idleTimeout, bodyTimeout: idleTimeout, connect: { timeout: idleTimeout } };
  const agent = new EnvHttpProxyAgent(timeouts);
  const dispatcher = agent.compose(interceptors.retry({ ...RETRY, ...retry }));
  // In a compressed response, sizes and ranges would not be those of the file.
  const request = { dispatcher, headers: { 'accept-encoding': 'identity' } };
  const attempt = async () => verifiedBody(await fetch(resolveUrl(file.url), request), file, progress);
  try {
    return await attempt().catch((error: unknown) => {
      // The server could not continue the file. It may send the whole file again.
      if (rootCause(error) instanceof errors.RequestRetryError) return attempt();
      throw error;
    });
  } finally {
    await agent.destroy();
  }
}

async function verifiedBody(
  { status, headers, body }: Response,
  file: PublishedFile,
  progress: (received: number, total: number) => void,
): Promise<Buffer> {
  if (status !== 200) throw new Error(`HTTP ${status}`);
  const length = headers.get('content-length');
  if (length !== null && headers.get('content-encoding') === null && Number(length) !== file.bytes) {
    throw new Error(`it has ${length} bytes, expected ${file.bytes}`);
  }
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of body ?? []) {
    received += chunk.length;
    if (received > file.bytes) throw new Error(`more than the expected ${file.bytes} bytes came`);
    chunks.push(chunk);
    progress(received, file.bytes);
  }
  if (received < file.bytes) throw new Error(`the connection ended after ${received} of ${file.bytes} bytes`);
  const bytes = Buffer.concat(chunks);
  const { algorithm, value } = checksumOf(file);
  const found = digest(bytes, algorithm);
  if (found !== value) throw new Error(`it has ${algorithm} ${found}, expected ${value}`);
  return bytes;
}

/** Returns the error at the bottom: that of `fetch` itself only says "fetch failed" or "terminated". */
function rootCause(error: unknown): NodeJS.ErrnoException {
  let cause = error as Error;
  while (cause.cause instanceof Error) cause = cause.cause;
  return cause;
}
