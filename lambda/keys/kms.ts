import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { type SigningJwk, signingJwk } from './jwk.ts';
import type { Signer } from './signer.ts';

/** Time limit of a call in milliseconds, attempts and pauses included. KMS responds within tens of milliseconds. */
const CALL_TIMEOUT_MS = 3000;

/**
 * Returns a client for KMS. Region, credentials and `AWS_ENDPOINT_URL_KMS` (the local API's own KMS) come from the
 * environment.
 */
export function createKmsClient(): KMSClient {
  return new KMSClient({
    maxAttempts: 3,
    requestHandler: { requestTimeout: 1000, connectionTimeout: 500, throwOnRequestTimeout: true },
  });
}

/** Returns the public halves of KMS keys, in the order given. KMS is asked at every call. */
export async function publicKeysOf(client: KMSClient, keyIds: readonly string[]): Promise<readonly SigningJwk[]> {
  return Promise.all(
    keyIds.map(async (KeyId) => {
      const { PublicKey: spki } = await client.send(new GetPublicKeyCommand({ KeyId }), inTime());
      return signingJwk(spki ?? new Uint8Array());
    }),
  );
}

/** Keys in KMS, which they never leave. */
export class KmsSigner implements Signer {
  readonly #client: KMSClient;
  readonly #keyIds: readonly string[];
  #keys: Promise<readonly SigningJwk[]> | null = null;

  /** @param keyIds ARNs of keys on P-256 for signing; the first signs */
  constructor(client: KMSClient, keyIds: readonly string[]) {
    this.#client = client;
    this.#keyIds = keyIds;
  }

  /** KMS keys never change, so they are read once for each environment. A failure is forgotten. */
  publicKeys(): Promise<readonly SigningJwk[]> {
    this.#keys ??= publicKeysOf(this.#client, this.#keyIds).catch((error) => {
      this.#keys = null;
      throw error;
    });
    return this.#keys;
  }

  async sign(message: Uint8Array): Promise<Uint8Array> {
    const command = new SignCommand({
      KeyId: this.#keyIds[0],
      Message: message,
      MessageType: 'RAW',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
    const { Signature: signature } = await this.#client.send(command, inTime());
    if (signature === undefined) throw new Error('KMS gave no signature.');
    return signature;
  }
}

function inTime(): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) };
}
