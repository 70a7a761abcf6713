import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyedRequest } from '../../../../lambda/compare/idempotency/keyed-request.ts';

const A = Buffer.from('first picture');
const B = Buffer.from('second picture');
const of = (key = 'key-1', client = 'client-1', session: string | null = null, pictures = [A, B]) =>
  keyedRequest(key, client, session, pictures);

describe('what is kept of a request with a key', () => {
  it('is the same for the same caller, key and pictures', () => {
    expect(of()).toEqual(of());
  });

  it('has another id for another key, client or session', () => {
    const ids = [
      of(),
      of('key-2'),
      of('key-1', 'client-2'),
      of('key-1', 'client-1', 's'),
      of('key-1', 'client-1', 't'),
    ];
    // The parts cannot run into each other.
    ids.push(of('1","x', 'c'), of('x', 'c","1'), of('null', 'client-1', null), of('key-1', 'client-1', 'null'));
    expect(new Set(ids.map(({ id }) => id)).size).toBe(ids.length);
  });

  it('has another fingerprint for other pictures, for another order and for bytes moved from one to the other', () => {
    const prints = [
      of(),
      of('key-1', 'client-1', null, [B, A]),
      of('key-1', 'client-1', null, [A, A]),
      of('key-1', 'client-1', null, [Buffer.from('first picturesecond'), Buffer.from(' picture')]),
    ];
    expect(new Set(prints.map(({ fingerprint }) => fingerprint)).size).toBe(prints.length);
    expect(new Set(prints.map(({ id }) => id)).size).toBe(1);
  });

  it('needs the key itself to tell whether a picture was sent', () => {
    const { id, fingerprint } = of();
    expect(of('key-2').fingerprint).not.toBe(fingerprint);
    const guess = (key: string) =>
      createHmac('sha256', key).update(`13:`).update(A).update('14:').update(B).digest('base64url');
    expect(guess('key-1')).toBe(fingerprint);
    expect(guess(id)).not.toBe(fingerprint);
  });

  it('has nothing of the key, the caller or the pictures in it, and a fixed length', () => {
    const { id, fingerprint } = of('k'.repeat(255), 'c'.repeat(200));
    for (const text of [id, fingerprint]) expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});
