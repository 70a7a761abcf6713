import type { AuditItem } from '../../../../lambda/compare/audit-item.ts';
import { Idempotency } from '../../../../lambda/compare/idempotency/idempotency.ts';
import { keyedRequest } from '../../../../lambda/compare/idempotency/keyed-request.ts';
import { CALLER, FIRST, SECOND } from '../harness.ts';
import type { RefusedRequest } from '../refused-requests.ts';
import { MemoryIdempotencyStore } from './memory-store.ts';

/**
 * Returns the responses by key as an earlier request left them. No request waits for another one here.
 *
 * @param clock in milliseconds since 1970
 */
export async function afterEarlier(
  earlier: RefusedRequest['earlier'],
  clock: () => number,
  client: string = CALLER.client,
): Promise<Idempotency<AuditItem>> {
  const idempotency = new Idempotency<AuditItem>(new MemoryIdempotencyStore(), clock);
  if (earlier === undefined) return idempotency;
  const pictures = earlier === 'in flight' ? [FIRST, SECOND] : [SECOND, FIRST];
  await idempotency.begin(keyedRequest('key-1', client, null, pictures), 0);
  idempotency.begin = (begun) => Idempotency.prototype.begin.call(idempotency, begun, 0);
  return idempotency;
}
