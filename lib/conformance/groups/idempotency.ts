import { randomUUID } from 'node:crypto';
import {
  IDEMPOTENCY_KEY_HEADER,
  ORIGINAL_REQUEST_ID_HEADER,
  REQUEST_ID_HEADER,
} from '../../../lambda/contract/fields.ts';
import { IDEMPOTENCY_KEY_EXPECTED } from '../../../lambda/contract/limits.ts';
import { bodyOf } from '../findings/envelope.ts';
import { show } from '../findings/findings.ts';
import { checkComparison, checkRefusal, type Group, type Round } from '../findings/group.ts';
import { pair } from '../requests/form.ts';

/** Repeated requests with an `Idempotency-Key`, and requests without one. */
export const idempotency: Group = {
  name: 'idempotency',

  async ours(round) {
    await repeated(round);
    await atTheSameTime(round);
    await refused(round);
  },
};

/** A key that no earlier run sent. */
const newKey = () => ({ [IDEMPOTENCY_KEY_HEADER]: randomUUID() });

async function repeated({ client, pictures, record }: Round): Promise<void> {
  const parts = pair(...pictures.faces);
  const headers = newKey();
  const first = await client.compare(parts, { headers });
  checkComparison(record, 'the first request with a key', first);
  record.equal('the first request: no original request id', undefined, first.headers[ORIGINAL_REQUEST_ID_HEADER]);

  const again = await client.compare(parts, { headers });
  record.equal('the same request again', bodyOf(first), bodyOf(again));
  const original = first.headers[REQUEST_ID_HEADER];
  record.equal('the same request again: original request id', original, again.headers[ORIGINAL_REQUEST_ID_HEADER]);
  const own = again.headers[REQUEST_ID_HEADER];
  record.check('the same request again: a new request id', `not ${show(original)}`, show(own), own !== original);

  const detailed = await client.compare(parts, { headers, query: '?details=true' });
  const { details, ...result } = (checkComparison(record, 'the same request with details', detailed) ?? {}) as Record<
    string,
    unknown
  >;
  record.equal('the same request with details: decision', bodyOf(first)?.result, result);
  const given = typeof details === 'object' && details !== null;
  record.check('the same request with details: details', 'an object', show(details), given);

  const without = await client.compare(parts);
  record.equal('without a key: no original request id', undefined, without.headers[ORIGINAL_REQUEST_ID_HEADER]);
}

async function atTheSameTime({ client, pictures, record }: Round): Promise<void> {
  const answers = await client.burst(2, pair(...pictures.faces), { headers: newKey() });
  const firsts = answers.filter(({ headers }) => headers[ORIGINAL_REQUEST_ID_HEADER] === undefined);
  record.equal(
    'two at the same time: HTTP status',
    [200, 200],
    answers.map(({ status }) => status),
  );
  record.equal('two at the same time: decisions', 1, firsts.length);
  record.equal('two at the same time: one response', bodyOf(answers[0]!), bodyOf(answers[1]!));
}

async function refused({ client, pictures, record }: Round): Promise<void> {
  const [first, second] = pictures.faces;
  const headers = newKey();
  await client.compare(pair(first, second), { headers });
  const other = await client.compare(pair(first, first), { headers });
  checkRefusal(record, 'other images with the same key', other, 400, IDEMPOTENCY_KEY_HEADER);
  const long = await client.compare(pair(first, second), { headers: { [IDEMPOTENCY_KEY_HEADER]: 'x'.repeat(256) } });
  checkRefusal(record, 'a key of 256 characters', long, 400, IDEMPOTENCY_KEY_EXPECTED);
}
