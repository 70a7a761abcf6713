import { createPublicKey, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IssuerKey, issuerKey } from '../../../../lib/local/issuer/keys.ts';
import { type LocalKms, localKeyArn, startLocalKms } from '../../../../lib/local/issuer/local-kms.ts';
import { newCredentials } from '../../../../lib/local/state/credentials.ts';

const credentials = newCredentials();
const message = Buffer.from('header.payload');
let dir: string;
let keys: Record<string, IssuerKey>;
let kms: LocalKms;
const clients: KMSClient[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'face-kms-'));
  keys = { a: await issuerKey(dir), b: await issuerKey(dir, 'b') };
  kms = await startLocalKms(keys, credentials);
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await kms.close();
  await rm(dir, { recursive: true });
});

function client(given = credentials): KMSClient {
  const made = new KMSClient({ endpoint: kms.endpoint, region: 'eu-west-1', credentials: given, maxAttempts: 1 });
  clients.push(made);
  return made;
}
const sign = (KeyId: string, change: object = {}) =>
  new SignCommand({ KeyId, Message: message, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256', ...change });

describe('the local KMS', () => {
  it('signs with the key of an ARN what its public half verifies', async () => {
    for (const letter of ['a', 'b']) {
      const KeyId = localKeyArn(letter);
      const { PublicKey: spki } = await client().send(new GetPublicKeyCommand({ KeyId }));
      const { Signature: signature } = await client().send(sign(KeyId));
      const key = createPublicKey({ key: Buffer.from(spki!), format: 'der', type: 'spki' });
      expect(verify('sha256', message, key, signature!)).toBe(true);
      expect(key.export({ format: 'jwk' }).x).toBe(keys[letter]!.publicKey.x);
    }
  });

  it.each([
    ['an unknown key', () => client().send(sign(localKeyArn('c'))), 'NotFoundException'],
    [
      'another algorithm',
      () => client().send(sign(localKeyArn('a'), { SigningAlgorithm: 'ECDSA_SHA_384' })),
      'ValidationException',
    ],
    ['a digest', () => client().send(sign(localKeyArn('a'), { MessageType: 'DIGEST' })), 'ValidationException'],
    ['other credentials', () => client(newCredentials()).send(sign(localKeyArn('a'))), 'AccessDeniedException'],
  ])('refuses %s', async (_, call, name) => {
    await expect(call()).rejects.toMatchObject({ name });
  });

  it('refuses a page of a browser', async () => {
    const { status } = await fetch(kms.endpoint, { method: 'POST', headers: { origin: 'https://evil.example' } });
    expect(status).toBe(400);
  });
});
