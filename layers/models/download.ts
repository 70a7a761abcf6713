import { setTimeout as pause } from 'node:timers/promises';
import { type Dispatcher, EnvHttpProxyAgent, fetch, type Response } from 'undici';
import type { PublishedFile } from '../../lambda/face/models/manifest.ts';
import { checksumOf, digest } from './files.ts';
import { PartialDownload } from './partial-download.ts';

/** A file could not be fetched. The message says from where and why. */
export class DownloadError extends Error {}

/** What trying again cannot mend: a missing page, another file than the pinned one, a full disk. */
class FinalError extends DownloadError {}

export interface DownloadOptions {
  /** Where to ask instead of the publisher, for tests. */
  readonly resolveUrl?: (url: string) => string;
  /** Tries in all, default 5. */
  readonly attempts?: number;
  /** Milliseconds before the second try, default 500; each later pause is twice as long. */
  readonly firstPause?: number;
  /** Milliseconds without a byte after which a connection is given up, default 30,000. */
  readonly idleTimeout?: number;
  /** Receives what has been fetched of a file, in bytes. */
  readonly progress?: (file: PublishedFile, received: number) => void;
  /** Receives what went wrong and the milliseconds before the next try. */
  readonly onRetry?: (message: string, pause: number) => void;
}

const LONGEST_PAUSE = 30_000;

/** Failures of this machine's disk, with what to say of them where the system's own words are short. */
const DISK_FAILURES: Readonly<Record<string, string | null>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EACCES: null,
  EPERM: null,
  EROFS: null,
};

/**
 * Fetches a published file: goes on where an earlier download stopped, tries again after failures that may pass, obeys
 * HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and gives the file its name only when size and checksum are the pinned ones.
 *
 * @returns its bytes
 * @throws DownloadError
 */
export async function downloadFile(
  file: PublishedFile,
  target: string,
  options: DownloadOptions = {},
): Promise<Buffer> {
  const { attempts = 5, firstPause = 500, idleTimeout = 30_000 } = options;
  const partial = await PartialDownload.claim(target);
  const dispatcher = new EnvHttpProxyAgent({
    headersTimeout: idleTimeout,
    bodyTimeout: idleTimeout,
    connect: { timeout: idleTimeout },
  });
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        const bytes = await fetchOnce(file, partial, dispatcher, options);
        await partial.finish();
        return bytes;
      } catch (error) {
        const reason = toDownloadError(file, error);
        if (reason instanceof FinalError) await partial.discard();
        if (reason instanceof FinalError || attempt >= attempts) throw reason;
        const asked = error instanceof BusyError ? error.retryAfter : 0;
        const milliseconds = Math.min(LONGEST_PAUSE, Math.max(asked, firstPause * 2 ** (attempt - 1)));
        options.onRetry?.(reason.message, milliseconds);
        await pause(milliseconds);
      }
    }
  } finally {
    // Bytes that were fetched stay for the next run; an empty folder helps nobody.
    if ((await partial.size()) === 0) await partial.discard();
    await dispatcher.destroy();
  }
}

/** The server may have the file later. */
class BusyError extends DownloadError {
  /** Milliseconds that the server asks for. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

async function fetchOnce(
  file: PublishedFile,
  partial: PartialDownload,
  dispatcher: Dispatcher,
  { resolveUrl = (url) => url, progress = () => {} }: DownloadOptions,
): Promise<Buffer> {
  const resumed = await partial.size();
  if (resumed < file.bytes) {
    const response = await fetch(resolveUrl(file.url), { dispatcher, headers: await requestHeaders(partial, resumed) });
    let received = await startOf(response, file, partial, resumed);
    if (response.body === null) throw new DownloadError('the answer is empty');
    await partial.append(response.body, (count) => {
      received += count;
      if (received > file.bytes) throw new FinalError(`more than the expected ${file.bytes} bytes came`);
      progress(file, received);
    });
    if (received < file.bytes) throw new DownloadError(`the connection ended after ${received} of ${file.bytes} bytes`);
  }
  const { algorithm, value } = checksumOf(file);
  const bytes = await partial.read();
  const found = digest(bytes, algorithm);
  if (found === value) return bytes;
  const message = `it has ${algorithm} ${found}, expected ${value}`;
  // Bytes of two versions may have met: once more, from the start.
  if (resumed > 0) {
    await partial.restart(null);
    throw new DownloadError(message);
  }
  throw new FinalError(message);
}

async function requestHeaders(partial: PartialDownload, resumed: number): Promise<Record<string, string>> {
  // Compressed on the way, neither sizes nor ranges would be those of the file.
  const headers = { 'accept-encoding': 'identity' };
  if (resumed === 0) return headers;
  const validator = await partial.validator();
  return { ...headers, range: `bytes=${resumed}-`, ...(validator === null ? {} : { 'if-range': validator }) };
}

/**
 * Reads status and headers and prepares the partial file for the body.
 *
 * @returns the number of bytes before the body
 */
async function startOf(
  response: Response,
  file: PublishedFile,
  partial: PartialDownload,
  resumed: number,
): Promise<number> {
  const { status, headers } = response;
  if (status === 206 && resumed > 0) {
    const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
    if (Number(from) === resumed && (total === '*' || Number(total) === file.bytes)) return resumed;
  }
  await (status === 200 ? undefined : response.body?.cancel());
  if (status === 206 || status === 416) {
    await partial.restart(null);
    throw new DownloadError(`the server did not go on at byte ${resumed} (HTTP ${status})`);
  }
  if (status === 408 || status === 429 || status >= 500) throw new BusyError(`HTTP ${status}`, retryAfter(response));
  if (status !== 200) throw new FinalError(`HTTP ${status}`);
  const length = headers.get('content-length');
  if (length !== null && headers.get('content-encoding') === null && Number(length) !== file.bytes) {
    await response.body?.cancel();
    throw new FinalError(`it has ${length} bytes, expected ${file.bytes}`);
  }
  await partial.restart(validatorOf(response));
  return 0;
}

/** A strong validator, as If-Range needs it (RFC 9110, section 13.1.5), or `null`. */
function validatorOf({ headers }: Response): string | null {
  const etag = headers.get('etag');
  if (etag !== null) return etag.startsWith('W/') ? null : etag;
  return headers.get('last-modified');
}

function retryAfter({ headers }: Response): number {
  const seconds = Number(headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}

/** An error with a message that says what went wrong at the bottom, not `fetch failed`. */
function toDownloadError(file: PublishedFile, error: unknown): DownloadError {
  let cause = error as Error & { code?: string };
  while (!(cause instanceof DownloadError) && cause.cause instanceof Error) cause = cause.cause as typeof cause;
  const code = cause.code ?? '';
  const reason = DISK_FAILURES[code] ?? (cause.message || code || cause.name);
  const message = `${file.url} could not be fetched: ${reason}`;
  if (Object.hasOwn(DISK_FAILURES, code) || error instanceof FinalError) return new FinalError(message);
  return new DownloadError(message);
}
