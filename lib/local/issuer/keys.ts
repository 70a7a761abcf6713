import { createPublicKey, generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import { type SigningJwk, signingJwk } from '../../../lambda/keys/jwk.ts';
import type { AppCredentials } from '../../cli/first-minute.ts';
import { readOrCreate } from '../state/state.ts';

/** A key pair of the local issuer, P-256. */
export interface IssuerKey {
  readonly kid: string;
  readonly privateKey: JsonWebKey;
  readonly publicKey: SigningJwk;
}

/** The key that signs where the setting `signingKeys` is not set. */
export const DEFAULT_KEY = 'a';

/**
 * Returns the key in `issuer-key.json` of the local directory, and makes it at first use. A token that is printed next to a
 * running server is therefore valid there, also after its next start.
 *
 * @param letter of the setting `signingKeys`; keys of other letters than `a` have their own files
 */
export function issuerKey(dir: string, letter = DEFAULT_KEY): Promise<IssuerKey> {
  const file = letter === DEFAULT_KEY ? 'issuer-key.json' : `issuer-key-${letter}.json`;
  return readOrCreate(dir, file, async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = signingJwk(publicKey.export({ format: 'der', type: 'spki' }));
    return { kid: jwk.kid, privateKey: privateKey.export({ format: 'jwk' }), publicKey: jwk };
  });
}

/** Returns the public half in the form of KMS: SubjectPublicKeyInfo in DER. */
export function publicDer({ publicKey }: IssuerKey): Buffer {
  return createPublicKey({ key: { ...publicKey }, format: 'jwk' }).export({ format: 'der', type: 'spki' });
}

/** Returns the credentials in `app.json` of the local directory. They are made at first use, so each machine has its own. */
export function demoApp(dir: string): Promise<AppCredentials> {
  return readOrCreate(dir, 'app.json', async () => ({
    appId: 'local-demo',
    appSecret: randomBytes(32).toString('base64url'),
    tenantId: 'local',
  }));
}
