import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditItem } from '../../../../lambda/compare/audit-item.ts';
import { Idempotency, type StoredAnswer } from '../../../../lambda/compare/idempotency/idempotency.ts';
import { MemoryIdempotencyStore } from './memory-store.ts';

const REQUEST = { id: 'id-1', fingerprint: 'print-1' };
const ITEM = { requestId: 'r' } as AuditItem;
const answer = (requestId: string): StoredAnswer => ({
  requestId,
  isFaceMatch: true,
  matchingSimilarity: 0.9,
  status: 'Success',
  messages: ['Processed successfully'],
});

let now: number;
let store: MemoryIdempotencyStore;
let idempotency: Idempotency<AuditItem>;
beforeEach(() => {
  now = Date.UTC(2026, 10, 30);
  store = new MemoryIdempotencyStore();
  idempotency = new Idempotency(store, () => now);
});

async function first(request = REQUEST) {
  const found = await idempotency.begin(request, 0);
  if (found.kind !== 'first') throw new Error(`Expected the first request but found ${found.kind}.`);
  return found.attempt;
}

describe('requests with a key', () => {
  it('get the first answer, with one audit item', async () => {
    const attempt = await first();
    expect(await attempt.complete(answer('r-1'), ITEM, 0)).toEqual({ kind: 'answered', answer: answer('r-1') });
    expect(await idempotency.begin(REQUEST, 0)).toEqual({ kind: 'answered', answer: answer('r-1') });
    expect(store.items).toHaveLength(1);
  });

  it('cost one call before and one after the comparison', async () => {
    await (await first()).complete(answer('r-1'), ITEM, 0);
    expect(store.calls).toEqual(['claim', 'complete']);
  });

  it('are refused with other pictures, also while the first is under way and after it has failed', async () => {
    const other = { ...REQUEST, fingerprint: 'print-2' };
    const attempt = await first();
    expect(await idempotency.begin(other, 1e6)).toEqual({ kind: 'other pictures' });
    await attempt.release();
    expect(await idempotency.begin(other, 1e6)).toEqual({ kind: 'other pictures' });
    await (await first()).complete(answer('r-1'), ITEM, 0);
    expect(await idempotency.begin(other, 1e6)).toEqual({ kind: 'other pictures' });
  });

  it('wait for the answer of the first one', async () => {
    const attempt = await first();
    const waiting = Promise.all([idempotency.begin(REQUEST, 60_000), idempotency.begin(REQUEST, 60_000)]);
    setTimeout(() => attempt.complete(answer('r-1'), ITEM, 0), 120);
    for (const found of await waiting) expect(found).toEqual({ kind: 'answered', answer: answer('r-1') });
  });

  it('are told to come again where it takes longer, when its lease has ended at the latest', async () => {
    await first();
    expect(await idempotency.begin(REQUEST, 0)).toEqual({ kind: 'in flight', seconds: 15 });
    now += 13_500;
    expect(await idempotency.begin(REQUEST, 0)).toEqual({ kind: 'in flight', seconds: 2 });
  });

  it('do not wait for one that failed', async () => {
    await (await first()).release();
    const attempt = await first();
    expect(await attempt.complete(answer('r-2'), ITEM, 0)).toMatchObject({ answer: { requestId: 'r-2' } });
  });

  it('take over from one that crashed, once its lease has ended', async () => {
    await first();
    now += 14_999;
    expect(await idempotency.begin(REQUEST, 0)).toMatchObject({ kind: 'in flight' });
    now += 1;
    expect(await (await first()).complete(answer('r-2'), ITEM, 0)).toMatchObject({ answer: { requestId: 'r-2' } });
    expect(store.items).toHaveLength(1);
  });

  it('take over while they wait', async () => {
    await first();
    const waiting = idempotency.begin(REQUEST, 60_000);
    setTimeout(() => {
      now += 15_000;
    }, 80);
    expect(await waiting).toMatchObject({ kind: 'first' });
  });

  it('store nothing where another took over, and get its answer', async () => {
    const slow = await first();
    now += 15_000;
    const next = await first();
    const late = slow.complete(answer('r-1'), ITEM, 60_000);
    setTimeout(() => next.complete(answer('r-2'), ITEM, 0), 80);
    expect(await late).toEqual({ kind: 'answered', answer: answer('r-2') });
    expect(store.items).toHaveLength(1);
    expect(await next.complete(answer('r-3'), ITEM, 0)).toEqual({ kind: 'answered', answer: answer('r-2') });
  });

  it('store their own answer after all where the other one failed', async () => {
    const slow = await first();
    now += 15_000;
    await (await first()).release();
    expect(await slow.complete(answer('r-1'), ITEM, 0)).toEqual({ kind: 'answered', answer: answer('r-1') });
    expect(store.items).toHaveLength(1);
  });

  it('begin anew after 24 hours, also where DynamoDB has not deleted the record yet', async () => {
    await (await first()).complete(answer('r-1'), ITEM, 0);
    const other = { ...REQUEST, fingerprint: 'print-2' };
    now += 24 * 3_600_000 - 1;
    expect(await idempotency.begin(REQUEST, 0)).toMatchObject({ kind: 'answered' });
    expect(await idempotency.begin(other, 0)).toMatchObject({ kind: 'other pictures' });
    now += 1;
    expect(await idempotency.begin(other, 0)).toMatchObject({ kind: 'first' });
  });

  it('fail where the store fails, but not for a release', async () => {
    store.failing = 'claim';
    await expect(idempotency.begin(REQUEST, 0)).rejects.toThrow('out of reach');
    store.failing = null;
    const attempt = await first();
    store.failing = 'read';
    await expect(idempotency.begin(REQUEST, 0)).rejects.toThrow('out of reach');
    store.failing = 'complete';
    await expect(attempt.complete(answer('r-1'), ITEM, 0)).rejects.toThrow('out of reach');
    store.failing = 'release';
    await attempt.release();
  });
});
