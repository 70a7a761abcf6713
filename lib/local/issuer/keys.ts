import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { readOrCreate } from '../state/state.ts';

/** The local issuer's key pair, P-256. */
export interface IssuerKey {
  readonly kid: string;
  readonly privateKey: JWK;
  readonly publicKey: JWK;
}

/** The one application that may ask the local issuer for tokens. */
export interface DemoApp {
  readonly appId: string;
  readonly appSecret: string;
  readonly tenantId: string;
}

/**
 * Returns the key in `issuer-key.json` of the local directory, and makes it at first use. A token that is printed beside a
 * running server is therefore valid there, also after its next start.
 */
export function issuerKey(dir: string): Promise<IssuerKey> {
  return readOrCreate(dir, 'issuer-key.json', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const publicJwk = await exportJWK(pair.publicKey);
    const kid = await calculateJwkThumbprint(publicJwk);
    return {
      kid,
      privateKey: await exportJWK(pair.privateKey),
      publicKey: { ...publicJwk, kid, alg: 'ES256', use: 'sig' },
    };
  });
}

/** Returns the credentials in `app.json` of the local directory. They are made at first use, so each machine has its own. */
export function demoApp(dir: string): Promise<DemoApp> {
  return readOrCreate(dir, 'app.json', async () => ({
    appId: 'local-demo',
    appSecret: randomBytes(18).toString('base64url'),
    tenantId: 'local',
  }));
}
