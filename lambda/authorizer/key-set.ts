import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import {
  FetchError,
  JwksValidationError,
  KidNotFoundInJwksError,
  NonRetryableFetchError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import { assertIsJwk, assertIsSignatureJwk, type JwkWithKid } from 'aws-jwt-verify/jwk';
import { safeJsonParse } from 'aws-jwt-verify/safe-json-parse';

/** An unknown `kid` causes a download only when the key set is older than this. A new key is found within this time. */
export const REFETCH_MS = 30_000;
/** After a failed download the issuer is not asked again for this long. */
export const RETRY_MS = 5_000;
/** The same when a known key serves the caller, who should not often wait for an issuer that does not respond. */
export const PATIENT_RETRY_MS = 60_000;
/** A key that the issuer withdrew is used no longer than this while the issuer can be reached. */
export const MAX_AGE_MS = 3_600_000;
/** Time for a whole download, the second attempt included; well within the authorizer's own time-out. */
const DEADLINE_MS = 3_000;
/** The key sets of large issuers are below 20 kB. */
const MAX_BYTES = 262_144;
/** RFC 7518, section 3.3. */
const MIN_RSA_BITS = 2048;
/**
 * The usual exponent, and the least that FIPS 186-5, appendix A.1.1, allows. With an exponent of 1 the "signature" is the padded
 * hash itself, which anyone can compute.
 */
const MIN_RSA_EXPONENT = 65_537n;

export interface KeySetOptions {
  readonly fetch?: (uri: string) => Promise<Uint8Array>;
  /** Milliseconds; only differences count. */
  readonly clock?: () => number;
}

/**
 * The issuer's public keys, kept for the life of the environment. However many tokens with invented key ids arrive,
 * the issuer sees at most one download in 30 seconds (in 5 while downloads fail), and one at a time.
 */
export class KeySet {
  readonly #uri: string;
  readonly #fetch: (uri: string) => Promise<Uint8Array>;
  readonly #clock: () => number;
  #keys: ReadonlyMap<string, JwkWithKid> | null = null;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #failedAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | null = null;

  constructor(uri: string, options: KeySetOptions = {}) {
    this.#uri = uri;
    this.#fetch = options.fetch ?? fetchKeySet;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /**
   * Returns the key with this id, downloaded when needed. Known keys are served while the issuer is unreachable.
   *
   * @throws KidNotFoundInJwksError when the issuer, asked within the last 30 seconds, has no such key
   * @throws FetchError | JwksValidationError | WaitPeriodNotYetEndedJwkError when the key set cannot be had or read
   */
  async key(kid: string): Promise<JwkWithKid> {
    const known = this.#keys?.get(kid);
    const age = this.#clock() - this.#fetchedAt;
    if (known !== undefined && age < MAX_AGE_MS) return known;
    if (known === undefined && age < REFETCH_MS) throw new KidNotFoundInJwksError('The issuer has no such key.');

    try {
      await this.#refresh(known === undefined ? RETRY_MS : PATIENT_RETRY_MS);
    } catch (error) {
      if (known !== undefined) return known;
      throw error;
    }
    const found = this.#keys?.get(kid);
    if (found === undefined) throw new KidNotFoundInJwksError('The issuer has no such key.');
    return found;
  }

  /** Gets the keys before the first request. A failure is left to the requests, which try again. */
  async prefetch(): Promise<void> {
    await this.#refresh(0).catch(() => {});
    // No request caused this failure, so the first one does not wait for the pause after a failure.
    this.#failedAt = Number.NEGATIVE_INFINITY;
  }

  #refresh(pauseMs: number): Promise<void> {
    if (this.#clock() - this.#failedAt < pauseMs) {
      throw new WaitPeriodNotYetEndedJwkError('The last download of the key set failed; it is not yet time to retry.');
    }
    this.#running ??= this.#download().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #download(): Promise<void> {
    try {
      this.#keys = parseKeySet(await this.#fetch(this.#uri));
      this.#fetchedAt = this.#clock();
    } catch (error) {
      this.#failedAt = this.#clock();
      throw error;
    }
  }
}

/**
 * Downloads a key set. After a broken connection it tries once more, at once. No redirect is followed, and no
 * more than 256 kB are read. Each download has its own connection: one kept open would be dead after Lambda froze the
 * function.
 *
 * @param deadlineMs milliseconds for the whole download
 * @throws FetchError when the address does not respond with 200 in time
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

/**
 * Returns the keys of a key set that can verify a signature, by `kid`. Others (keys meant for something else, weak ones,
 * unknown kinds, keys without `kid`, malformed ones) are left out, as RFC 7517, section 5, asks. If two keys have the same
 * `kid`, the first counts.
 *
 * @param bytes the JSON document as downloaded
 * @throws JwksValidationError when the document is not a key set or has no usable key
 */
export function parseKeySet(bytes: Uint8Array): ReadonlyMap<string, JwkWithKid> {
  let document: unknown;
  try {
    document = safeJsonParse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new JwksValidationError('The key set is not a JSON document.');
  }
  const list = (document as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(list)) throw new JwksValidationError('The key set has no list of keys.');

  const keys = new Map<string, JwkWithKid>();
  for (const key of list) {
    if (isSignatureKey(key) && !keys.has(key.kid)) keys.set(key.kid, key);
  }
  if (keys.size === 0) throw new JwksValidationError('The key set has no key to verify signatures with.');
  return keys;
}

function isSignatureKey(key: unknown): key is JwkWithKid {
  try {
    assertIsJwk(key as never);
    const jwk: JwkWithKid = key as never;
    assertIsSignatureJwk(jwk);
    if (typeof jwk.kid !== 'string' || jwk.kid === '' || !isMeantForVerifying(jwk)) return false;
    const { modulusLength, publicExponent } =
      createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }).asymmetricKeyDetails ?? {};
    return (modulusLength ?? MIN_RSA_BITS) >= MIN_RSA_BITS && (publicExponent ?? MIN_RSA_EXPONENT) >= MIN_RSA_EXPONENT;
  } catch {
    return false;
  }
}

/** Returns whether the issuer publishes the key for verifying (RFC 7517, sections 4.2 and 4.3). A key may have neither field. */
function isMeantForVerifying({ use, key_ops: operations }: JwkWithKid): boolean {
  if (use !== undefined && use !== 'sig') return false;
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
}
