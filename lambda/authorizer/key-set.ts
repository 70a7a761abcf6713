import { KidNotFoundInJwksError, WaitPeriodNotYetEndedJwkError } from 'aws-jwt-verify/error';
import type { JwkWithKid } from 'aws-jwt-verify/jwk';
import { fetchKeySet } from './fetch-key-set.ts';
import { parseKeySet } from './parse-key-set.ts';

/** An unknown `kid` makes us look again only when the key set is older than this: a rotated key is found within it. */
export const REFETCH_MS = 30_000;
/** After a failed download the issuer is left alone this long. */
export const RETRY_MS = 5_000;
/** The same while a known key serves the caller, who should not often wait for an issuer that does not answer. */
export const PATIENT_RETRY_MS = 60_000;
/** A key that the issuer withdrew is used no longer than this, as long as the issuer can be reached. */
export const MAX_AGE_MS = 3_600_000;

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
   * The key with this id, downloaded when needed. Known keys are served while the issuer is unreachable.
   *
   * @throws KidNotFoundInJwksError when the issuer, asked within the last 30 seconds, has no such key
   * @throws FetchError | JwksValidationError | WaitPeriodNotYetEndedJwkError when the issuer cannot say
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
