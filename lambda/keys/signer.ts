import type { SigningJwk } from './jwk.ts';

/** The keys that tokens of this service are signed with. */
export interface Signer {
  /**
   * Returns the public halves of all keys that verify tokens, the one that signs first.
   *
   * @throws Error when they cannot be had
   */
  publicKeys(): Promise<readonly SigningJwk[]>;
  /**
   * Returns an ECDSA signature over the SHA-256 hash of a message, in DER, by the first key.
   *
   * @param message at most 4,096 bytes, which is what KMS hashes
   * @throws Error when it cannot be had
   */
  sign(message: Uint8Array): Promise<Uint8Array>;
}
