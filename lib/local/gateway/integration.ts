import type { Invoker } from './authorizer-call.ts';
import type { Answer, RefusalType } from './gateway-response.ts';
import { isBinary } from './proxy-event.ts';

/** API Gateway keeps these names to itself and renames a function's own to `x-amzn-Remapped-…`. */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-length',
  'date',
  'host',
  'server',
  'user-agent',
  'www-authenticate',
]);
/** Headers of one connection, which no response of a function may set. */
const DROPPED = new Set(['keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

interface ProxyResult {
  readonly statusCode: number | string;
  readonly headers?: Readonly<Record<string, string | number | boolean>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly (string | number | boolean)[]>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/**
 * Calls the function behind a route and turns its result into a response, as API Gateway's proxy integration does.
 *
 * @returns 'DEFAULT_5XX' (502 on AWS) when the function throws or returns no proxy result, 'INTEGRATION_TIMEOUT' when it
 *   takes longer than `timeoutMs`
 *
 * @param accept the caller's Accept header: its first media type decides whether base64 is decoded
 */
export async function integrate(
  invoke: Invoker,
  event: unknown,
  timeoutMs: number,
  accept: string | undefined,
  binaryMediaTypes: readonly string[],
): Promise<Answer | RefusalType> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'late');
  });
  const called = invoke(event).then(
    (value) => ({ value }),
    () => ({ value: undefined }),
  );
  const outcome = await Promise.race([called, late]);
  clearTimeout(timer);
  if (outcome === 'late') return 'INTEGRATION_TIMEOUT';
  if (!isProxyResult(outcome.value)) return 'DEFAULT_5XX';
  const wantsBinary = isBinary(accept?.split(',')[0], binaryMediaTypes);
  return answerOf(outcome.value, wantsBinary);
}

function answerOf(result: ProxyResult, wantsBinary: boolean): Answer {
  const headers: Record<string, string | readonly string[]> = { 'content-type': 'application/json' };
  const set = (name: string, value: string | readonly string[]): void => {
    const lower = name.toLowerCase();
    if (!DROPPED.has(lower)) headers[REMAPPED.has(lower) ? `x-amzn-remapped-${lower}` : lower] = value;
  };
  for (const [name, value] of Object.entries(result.headers ?? {})) set(name, String(value));
  for (const [name, values] of Object.entries(result.multiValueHeaders ?? {})) set(name, values.map(String));
  const body = result.body ?? '';
  return {
    statusCode: Number(result.statusCode),
    headers,
    body: result.isBase64Encoded === true && wantsBinary ? Buffer.from(body, 'base64') : body,
  };
}

function isProxyResult(value: unknown): value is ProxyResult {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const result = value as ProxyResult;
  const status = Number(result.statusCode);
  return (
    Number.isInteger(status) &&
    status >= 200 &&
    status <= 599 &&
    ['string', 'undefined'].includes(result.body === null ? 'undefined' : typeof result.body) &&
    Object.values(result.headers ?? {}).every(isPrimitive) &&
    Object.values(result.multiValueHeaders ?? {}).every((list) => Array.isArray(list) && list.every(isPrimitive))
  );
}

function isPrimitive(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
