import type { AuthorizerModel } from './gateway-model.ts';
import type { RefusalType } from './gateway-response.ts';
import type { Clock } from './throttle.ts';

/** Calls a function with an event; resolves with what it returns, rejects with what it throws. */
export type Invoker = (event: unknown) => Promise<unknown>;

export interface Authorization {
  /** All values as text, as API Gateway passes them to the function; includes `principalId`. */
  readonly context: Readonly<Record<string, string>>;
  readonly usageKey: string | null;
}

interface AuthorizerResult {
  readonly principalId: string;
  readonly policyDocument: { readonly Statement: readonly Statement[] };
  readonly context?: Readonly<Record<string, string | number | boolean>>;
  readonly usageIdentifierKey?: string;
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** API Gateway waits as long for an authorizer as for an integration. */
const TIMEOUT_MS = 29_000;

/**
 * A TOKEN authorizer with its cache, as in API Gateway. A header that is missing or does not match the expression never
 * reaches the function. The cache stores what the function returns, but not what it throws, by the header's value for the time
 * to live. The policy is evaluated again for each request.
 */
export class AuthorizerCall {
  readonly #model: AuthorizerModel;
  readonly #invoke: Invoker;
  readonly #clock: Clock;
  readonly #pattern: RegExp | null;
  readonly #cache = new Map<string, { readonly result: AuthorizerResult; readonly until: number }>();

  constructor(model: AuthorizerModel, invoke: Invoker, clock: Clock) {
    this.#model = model;
    this.#invoke = invoke;
    this.#clock = clock;
    this.#pattern = model.validationRegex === null ? null : new RegExp(`^(?:${model.validationRegex})$`);
  }

  /**
   * @param header value of the Authorization header
   * @param methodArn ARN of the method called
   * @returns the authorization, or the type of the gateway's rejection
   */
  async authorize(header: string | undefined, methodArn: string): Promise<Authorization | RefusalType> {
    if (header === undefined || header === '') return 'UNAUTHORIZED';
    if (this.#pattern !== null && !this.#pattern.test(header)) return 'UNAUTHORIZED';

    const cached = this.#cache.get(header);
    if (cached !== undefined && this.#clock() < cached.until) return judge(cached.result, methodArn);

    let result: unknown;
    try {
      result = await withinTime(this.#invoke({ type: 'TOKEN', methodArn, authorizationToken: header }));
    } catch (error) {
      return error instanceof Error && error.message === 'Unauthorized' ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE';
    }
    if (!isResult(result)) return 'AUTHORIZER_CONFIGURATION_ERROR';
    if (this.#model.cacheTtlSeconds > 0) {
      this.#cache.set(header, { result, until: this.#clock() + this.#model.cacheTtlSeconds * 1000 });
    }
    return judge(result, methodArn);
  }
}

function judge(result: AuthorizerResult, methodArn: string): Authorization | RefusalType {
  const effects = result.policyDocument.Statement.filter((statement) => applies(statement, methodArn));
  if (effects.some(({ Effect }) => Effect === 'Deny') || !effects.some(({ Effect }) => Effect === 'Allow')) {
    return 'ACCESS_DENIED';
  }
  const context: Record<string, string> = {};
  for (const [name, value] of Object.entries(result.context ?? {})) context[name] = String(value);
  return { context: { ...context, principalId: result.principalId }, usageKey: result.usageIdentifierKey ?? null };
}

function applies(statement: Statement, methodArn: string): boolean {
  return (
    [statement.Action].flat().some((action) => wildcard(action).test('execute-api:Invoke')) &&
    [statement.Resource].flat().some((resource) => wildcard(resource).test(methodArn))
  );
}

/** Returns a wildcard pattern as an expression: `*` means any characters, `?` means one. */
function wildcard(pattern: string): RegExp {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

/** What https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html requires. */
function isResult(value: unknown): value is AuthorizerResult {
  const result = value as AuthorizerResult | null;
  const statements = result?.policyDocument?.Statement;
  return (
    typeof result?.principalId === 'string' &&
    Array.isArray(statements) &&
    statements.every((statement) => statement?.Effect && statement.Action && statement.Resource) &&
    Object.values(result.context ?? {}).every((item) => ['string', 'number', 'boolean'].includes(typeof item)) &&
    ['string', 'undefined'].includes(typeof result.usageIdentifierKey)
  );
}

function withinTime(promise: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('The authorizer took too long.')), TIMEOUT_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
