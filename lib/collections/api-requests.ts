import { openApiDocument } from '../../lambda/contract/openapi.ts';

/** A parameter, header or field of a request. */
export interface Field {
  readonly name: string;
  /** A value, or a variable in double braces. */
  readonly value: string;
  readonly description: string;
  /** Whether the request sends it; people switch the others on. */
  readonly sent: boolean;
}

export type Body =
  /** `value` of a field is the path of a file, from the root of this project. */
  | { readonly kind: 'files' | 'form'; readonly fields: readonly Field[] }
  | { readonly kind: 'json'; readonly text: string };

/** A request of the OpenAPI document with values, as a collection offers it. */
export interface ApiRequest {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly description: string;
  readonly method: string;
  readonly path: string;
  /** Whether it carries the token. */
  readonly authorized: boolean;
  readonly query: readonly Field[];
  readonly headers: readonly Field[];
  readonly body: Body | null;
  /** Where the response holds the token for the other requests, as an expression below its body; `null` if it holds none. */
  readonly token: string | null;
}

/** The variables of a collection. Those without a value are for each user to fill in. */
export const VARIABLES = {
  baseUrl: 'http://127.0.0.1:3000',
  appId: 'local-demo',
  tenantId: 'local',
  appSecret: null,
  token: null,
} as const;

/** The value of each parameter and field that has neither a default nor a constant. `{{$guid}}` is a new UUID at each use. */
const VALUES: Readonly<Record<string, string>> = {
  LivenessFace: 'samples/selfie.jpg',
  FaceFromDocument: 'samples/document.jpg',
  details: 'true',
  'x-correlation-id': 'case-17',
  'Idempotency-Key': '{{$guid}}',
  appId: '{{appId}}',
  appSecret: '{{appSecret}}',
  tenantId: '{{tenantId}}',
  client_id: '{{appId}}',
  client_secret: '{{appSecret}}',
  sessionId: 'session-17',
};

/** Tokens for the other requests. A session token is for one browser, so it replaces none. */
const TOKENS: Readonly<Record<string, string>> = { getAppToken: 'result.token', oauthToken: 'access_token' };

/** Browsers and monitors send these. */
const LEFT_OUT: readonly string[] = ['head', 'options'];

interface Schema {
  readonly const?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Operation {
  readonly operationId: string;
  readonly tags: readonly [string];
  readonly summary: string;
  readonly description: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly {
    name: string;
    in: string;
    description: string;
    schema: Schema;
    required?: boolean;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly tags: readonly { readonly name: string }[];
}

/**
 * Returns the requests of the OpenAPI document, without HEAD and OPTIONS. Each can be sent as it is, one after the other: the
 * folder that fetches a token comes first.
 *
 * @throws Error for a field that has no value here
 */
export function apiRequests(): ApiRequest[] {
  const { paths, tags } = openApiDocument() as Described;
  const requests = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => !LEFT_OUT.includes(method))
      .map(([method, operation]) => apiRequest(path, method, operation)),
  );
  const folders = tags.map(({ name }) => requests.filter(({ folder }) => folder === name));
  const gives = (folder: readonly ApiRequest[]): number => Number(folder.some(({ token }) => token !== null));
  return folders.sort((a, b) => gives(b) - gives(a)).flat();
}

function apiRequest(path: string, method: string, operation: Operation): ApiRequest {
  const { operationId, tags, summary, description, security, parameters = [], requestBody } = operation;
  const within = (place: string): Field[] =>
    parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, required = false, ...rest }) => ({ ...field(name, rest.schema, required), ...described(rest) }));
  return {
    id: operationId,
    name: summary,
    folder: tags[0],
    description,
    method: method.toUpperCase(),
    path,
    authorized: security === undefined,
    query: within('query'),
    headers: within('header'),
    body: requestBody === undefined ? null : bodyOf(requestBody.content),
    token: TOKENS[operationId] ?? null,
  };
}

function bodyOf(content: NonNullable<Operation['requestBody']>['content']): Body {
  const [type, { schema }] = Object.entries(content)[0]!;
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => field(name, property, true));
  if (type === 'multipart/form-data') return { kind: 'files', fields };
  if (type === 'application/x-www-form-urlencoded') return { kind: 'form', fields };
  const values = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    exampleValue(name, property),
  ]);
  return { kind: 'json', text: JSON.stringify(Object.fromEntries(values), null, 2) };
}

function field(name: string, schema: Schema, sent: boolean): Field {
  return { name, value: String(exampleValue(name, schema)), sent, ...described(schema) };
}

const described = ({ description = '' }: { readonly description?: string }) => ({ description });

function exampleValue(name: string, schema: Schema): unknown {
  const value = VALUES[name] ?? schema.const ?? schema.default;
  if (value === undefined) throw new Error(`lib/collections/api-requests.ts has no value for ${name}.`);
  return value;
}
