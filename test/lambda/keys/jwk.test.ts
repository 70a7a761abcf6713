import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { signingJwk, thumbprint } from '../../../lambda/keys/jwk.ts';

describe('thumbprint', () => {
  it('is that of the example in RFC 7638, section 3.1', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
    const key = { kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' };
    expect(thumbprint(key)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  });

  it('is that of RFC 8037, appendix A.3', () => {
    const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect(thumbprint(key)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it('is what jose makes of a key on P-256', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = signingJwk(publicKey.export({ format: 'der', type: 'spki' }));
    expect(jwk.kid).toBe(await calculateJwkThumbprint({ ...jwk }));
    expect(Object.keys(jwk)).toEqual(['kty', 'crv', 'x', 'y', 'kid', 'alg', 'use']);
  });

  it('there is none of a secret', () => {
    expect(() => thumbprint({ kty: 'oct', k: 'AAAA' })).toThrow(RangeError);
  });
});

describe('signingJwk', () => {
  it.each([
    ['another curve', generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey],
    ['another kind', generateKeyPairSync('ed25519').publicKey],
  ])('refuses %s', (_, key) => {
    expect(() => signingJwk(key.export({ format: 'der', type: 'spki' }))).toThrow('Expected a key on P-256.');
  });

  it('refuses what is no key', () => {
    expect(() => signingJwk(new Uint8Array())).toThrow();
  });
});
