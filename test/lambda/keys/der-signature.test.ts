import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { verifyJwt } from 'aws-jwt-verify/jwt-verifier';
import { compactVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { joseSignature } from '../../../lambda/keys/der-signature.ts';
import { signingJwk } from '../../../lambda/keys/jwk.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';

/** DER_SIGNATURES=10000 runs the long form. */
const COUNT = Number(process.env.DER_SIGNATURES ?? 300);

/** An integer in DER as KMS writes it: without leading zeros, but with one where the highest bit is set. */
function der(r: Uint8Array, s: Uint8Array): Buffer {
  const integer = (bytes: Uint8Array) => {
    const digits = Buffer.from(bytes.subarray(bytes.findIndex((byte) => byte !== 0)));
    const value = digits[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits;
    return Buffer.concat([Buffer.from([0x02, value.length]), value]);
  };
  const both = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.from([0x30, both.length]), both]);
}

describe('joseSignature', () => {
  it('turns integers of every length into 32 bytes each', () => {
    const { next: random } = seededRandom(7);
    const number = (zeros: number) =>
      Buffer.from(Array.from({ length: 32 }, (_, i) => (i < zeros ? 0 : 1 + Math.floor(random() * 255))));
    for (let i = 0; i < COUNT; i++) {
      // Every other one has its highest bit set; the others are short by up to 31 bytes.
      const [r, s] = [number(i % 2 === 0 ? 0 : i % 32), number(i % 3 === 0 ? i % 32 : 0)];
      if (i % 4 === 0) r[0] = 0x80 | r[0]!;
      expect(joseSignature(der(r, s)).equals(Buffer.concat([r, s]))).toBe(true);
    }
  });

  it('gives what aws-jwt-verify, jose and OpenSSL accept, for signatures as KMS makes them', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = signingJwk(publicKey.export({ format: 'der', type: 'spki' }));
    const now = Math.floor(Date.now() / 1000);
    const lengths = new Set<number>();
    for (let i = 0; i < COUNT; i++) {
      const encoded = [
        { alg: 'ES256', typ: 'at+jwt', kid: jwk.kid },
        { iss: 'https://issuer.example', aud: 'faces', exp: now + 600, i },
      ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
      const input = encoded.join('.');
      const signature = sign('sha256', Buffer.from(input), privateKey);
      lengths.add(signature.length);
      const jose = joseSignature(signature);
      expect(verify('sha256', Buffer.from(input), { key: publicKey, dsaEncoding: 'ieee-p1363' }, jose)).toBe(true);
      const token = `${input}.${jose.toString('base64url')}`;
      const options = { issuer: 'https://issuer.example', audience: 'faces' };
      expect(await verifyJwt(token, 'https://unused.example', options, async () => ({ ...jwk }))).toMatchObject({ i });
      await compactVerify(token, createPublicKey({ key: { ...jwk }, format: 'jwk' }));
    }
    // Integers with and without a leading zero were among them.
    expect(lengths.size).toBeGreaterThan(1);
  });

  const one = der(Buffer.from([1]), Buffer.from([2]));
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no sequence', Buffer.from([0x31, ...one.subarray(1)])],
    ['a byte more', Buffer.concat([one, Buffer.alloc(1)])],
    ['a byte less', one.subarray(0, -1)],
    ['a third integer', Buffer.from([0x30, 9, 2, 1, 1, 2, 1, 2, 2, 1, 3])],
    ['a negative integer', Buffer.from([0x30, 6, 2, 1, 0x80, 2, 1, 2])],
    ['zero', Buffer.from([0x30, 6, 2, 1, 0, 2, 1, 2])],
    ['a zero too many', Buffer.from([0x30, 7, 2, 2, 0, 1, 2, 1, 2])],
    ['an empty integer', Buffer.from([0x30, 5, 2, 0, 2, 1, 2])],
    ['an integer beyond the end', Buffer.from([0x30, 6, 2, 40, 1, 2, 1, 2])],
    ['an integer of 33 digits', der(Buffer.alloc(33, 1), Buffer.from([2]))],
    ['r and s themselves', Buffer.alloc(64, 1)],
  ])('refuses %s', (_, bytes) => {
    expect(() => joseSignature(bytes)).toThrow(RangeError);
  });
});
