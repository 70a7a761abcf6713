import { FetchError } from 'aws-jwt-verify/error';
import { createKmsClient, publicKeysOf } from '../keys/kms.ts';

/**
 * Returns a function that makes the key set of the built-in issuer from its keys in KMS. So a verification depends neither on
 * the issuer's function nor on the internet.
 *
 * @param keyIds ARNs of the keys
 */
export function kmsKeySet(keyIds: readonly string[]): () => Promise<Uint8Array> {
  const client = createKmsClient();
  return async () => {
    try {
      return Buffer.from(JSON.stringify({ keys: await publicKeysOf(client, keyIds) }));
    } catch (error) {
      throw new FetchError('kms', error instanceof Error ? error.name : 'failed');
    }
  };
}
