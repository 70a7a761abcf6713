import { createHash } from 'node:crypto';
import type { DatabaseAnswer, DatabaseRequest } from './database.ts';

/** Handles one request, as dynalite does. */
export type Ask = (request: DatabaseRequest) => Promise<DatabaseAnswer>;

type Json = Readonly<Record<string, unknown>>;
interface Put extends Json {
  readonly TableName: string;
  readonly Item: Json;
}

/** Milliseconds for which a ClientRequestToken makes a transaction idempotent. */
const TOKEN_MS = 600_000;
const MAX_ACTIONS = 100;
const API = 'DynamoDB_20120810.';

/**
 * Adds `TransactWriteItems`, with the action `Put` alone, to a database that has none
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html). All puts are stored or none.
 * No other request runs during a transaction, so that none sees a part of it.
 *
 * A repeated transaction with the same `ClientRequestToken` succeeds without another write. The same token with other parameters
 * is rejected. A cancelled transaction lists its reasons in the order of the puts.
 *
 * @param clock returns milliseconds since 1970
 */
export function withTransactions(ask: Ask, clock: () => number = Date.now): Ask {
  const succeeded = new Map<string, { readonly parameters: string; readonly until: number }>();
  const gate = new Gate();

  const transact = async ({ headers, body }: DatabaseRequest): Promise<DatabaseAnswer> => {
    const { TransactItems, ClientRequestToken: token } = JSON.parse(Buffer.from(body).toString('utf8')) as Json;
    const call = async (
      operation: string,
      parameters: Json,
    ): Promise<{ readonly status: number; readonly answer: Json }> => {
      const text = JSON.stringify(parameters);
      const { statusCode, body } = await ask({
        headers: { ...headers, 'x-amz-target': API + operation },
        body: Buffer.from(text),
      });
      return { status: statusCode, answer: JSON.parse(body) as Json };
    };

    const puts = putsOf(TransactItems);
    if (typeof puts === 'string') return refusal('ValidationException', { message: puts });
    const now = clock();
    for (const [known, { until }] of succeeded) if (until <= now) succeeded.delete(known);
    const parameters = createHash('sha256').update(JSON.stringify(TransactItems)).digest('base64');
    const before = typeof token === 'string' ? succeeded.get(token) : undefined;
    if (before?.parameters === parameters) return success();
    if (before !== undefined) return refusal('IdempotentParameterMismatchException', {});

    const keys = await Promise.all(puts.map((put) => keyOf(put, call)));
    if (keys.includes(null)) return refusal('ResourceNotFoundException', { message: 'Requested resource not found' });
    if (new Set(keys.map((key, i) => JSON.stringify([puts[i]!.TableName, key]))).size < keys.length) {
      const message = 'Transaction request cannot include multiple operations on one item';
      return refusal('ValidationException', { message });
    }

    const undo: (() => Promise<unknown>)[] = [];
    const reasons: Json[] = [];
    let refused: { readonly status: number; readonly answer: Json } | null = null;
    for (const [i, { ReturnValuesOnConditionCheckFailure: _, ...put }] of puts.entries()) {
      const { TableName } = put;
      const Key = keys[i]!;
      const { Item: old } = (await call('GetItem', { TableName, Key, ConsistentRead: true })).answer;
      const { status, answer } = await call('PutItem', put);
      if (status === 200) {
        undo.push(() =>
          old === undefined ? call('DeleteItem', { TableName, Key }) : call('PutItem', { TableName, Item: old }),
        );
        reasons.push({ Code: 'None' });
      } else if (String(answer.__type).endsWith('#ConditionalCheckFailedException')) {
        reasons.push({ Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' });
      } else {
        refused ??= { status, answer };
      }
    }
    if (undo.length === puts.length) {
      if (typeof token === 'string') succeeded.set(token, { parameters, until: now + TOKEN_MS });
      return success();
    }
    for (const each of undo.reverse()) await each();
    if (refused !== null) return respond(refused.status, refused.answer);
    const codes = reasons.map(({ Code }) => Code).join(', ');
    return refusal('TransactionCanceledException', {
      Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
      CancellationReasons: reasons,
    });
  };

  return (request) =>
    request.headers['x-amz-target'] === `${API}TransactWriteItems`
      ? gate.alone(() => transact(request))
      : gate.withOthers(() => ask(request));
}

/** Runs requests concurrently, and transactions one at a time and alone, in order of arrival. */
class Gate {
  readonly #running = new Set<Promise<unknown>>();
  #last: Promise<unknown> = Promise.resolve();

  alone<T>(run: () => Promise<T>): Promise<T> {
    const result = Promise.all([this.#last, ...this.#running]).then(run);
    this.#last = result.catch(() => {});
    return result;
  }

  withOthers<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(run);
    const settled = result.then(
      () => {},
      () => {},
    );
    this.#running.add(settled);
    settled.then(() => this.#running.delete(settled));
    return result;
  }
}

/** Returns the puts of a transaction, or what is wrong with it. */
function putsOf(items: unknown): readonly Put[] | string {
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ACTIONS) {
    return `Expected 1 to ${MAX_ACTIONS} TransactItems.`;
  }
  const puts = items.map((item: Json) => (Object.keys(item).join() === 'Put' ? (item.Put as Put) : null));
  return puts.some((put) => typeof put?.TableName !== 'string' || typeof put.Item !== 'object')
    ? 'The local database knows transactions of Put alone, with TableName and Item.'
    : (puts as Put[]);
}

/** Returns the key of an item; `null` if there is no such table. */
async function keyOf(
  { TableName, Item }: Put,
  call: (operation: string, parameters: Json) => Promise<{ readonly answer: Json }>,
): Promise<Json | null> {
  const { answer } = await call('DescribeTable', { TableName });
  const { KeySchema } = (answer.Table ?? {}) as { KeySchema?: readonly { readonly AttributeName: string }[] };
  if (KeySchema === undefined) return null;
  return Object.fromEntries(KeySchema.map(({ AttributeName }) => [AttributeName, Item[AttributeName]]));
}

const success = (): DatabaseAnswer => respond(200, {});

function refusal(type: string, more: Json): DatabaseAnswer {
  return respond(400, { __type: `com.amazonaws.dynamodb.v20120810#${type}`, ...more });
}

function respond(statusCode: number, answer: Json): DatabaseAnswer {
  return { statusCode, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(answer) };
}
