import { createPrivateKey, sign } from 'node:crypto';
import type { SigningJwk } from '../../../lambda/keys/jwk.ts';
import type { Signer } from '../../../lambda/keys/signer.ts';
import type { IssuerKey } from './keys.ts';

/** Signs with keys of this machine. */
export class LocalSigner implements Signer {
  readonly #keys: readonly IssuerKey[];

  /** @param keys the first signs */
  constructor(keys: readonly IssuerKey[]) {
    this.#keys = keys;
  }

  async publicKeys(): Promise<readonly SigningJwk[]> {
    return this.#keys.map(({ publicKey }) => publicKey);
  }

  async sign(message: Uint8Array): Promise<Uint8Array> {
    return sign('sha256', message, createPrivateKey({ key: this.#keys[0]!.privateKey, format: 'jwk' }));
  }
}
