import { openAsBlob } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bruToEnvJsonV2, bruToJsonV2 } from '@usebruno/lang';
import { ROOT } from '../../../lib/cli/root.ts';
import { COLLECTIONS } from '../../../lib/collections/collection-files.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

/** A request as a program reads it from its collection, its variables still in double braces. */
interface CollectionRequest {
  readonly method: string;
  readonly url: string;
  readonly authorized: boolean;
  readonly headers: Pairs;
  readonly body: { readonly files: Pairs } | { readonly form: Pairs } | { readonly text: string } | null;
  /** Where its response has the token that the collection keeps; `null` if it keeps none. */
  readonly token: string | null;
}

/** A collection with the variables that it sets. */
export interface Collection {
  readonly requests: readonly CollectionRequest[];
  readonly variables: Readonly<Record<string, string>>;
}

interface PostmanPair {
  readonly key: string;
  readonly value: string;
  readonly src?: string;
  readonly disabled?: boolean;
}
interface PostmanItem {
  readonly event: readonly { readonly script: { readonly exec: readonly string[] } }[];
  readonly request: {
    readonly method: string;
    readonly auth?: { readonly type: string };
    readonly header: readonly PostmanPair[];
    readonly url: { readonly raw: string };
    readonly body?: {
      readonly raw?: string;
      readonly urlencoded?: readonly PostmanPair[];
      readonly formdata?: readonly PostmanPair[];
    };
  };
}

/** Reads the Postman collection; files are found from the root of this project, its working directory. */
export async function postman(): Promise<Collection> {
  const file = join(ROOT, COLLECTIONS, 'face-comparison.postman_collection.json');
  const { item, variable } = JSON.parse(await readFile(file, 'utf8')) as {
    item: readonly { readonly item: readonly PostmanItem[] }[];
    variable: readonly PostmanPair[];
  };
  return {
    requests: item.flatMap((folder) => folder.item.map(ofPostman)),
    variables: Object.fromEntries(sent(variable)),
  };
}

function ofPostman({ event, request: { method, auth, header, url, body } }: PostmanItem): CollectionRequest {
  const script = event.flatMap(({ script: { exec } }) => exec).join('\n');
  return {
    method,
    url: url.raw,
    authorized: auth?.type !== 'noauth',
    headers: sent(header),
    body:
      body === undefined
        ? null
        : body.formdata !== undefined
          ? { files: body.formdata.map(({ key, src = '' }) => [key, resolve(ROOT, src)]) }
          : body.urlencoded !== undefined
            ? { form: sent(body.urlencoded) }
            : { text: body.raw! },
    token: /set\('token', pm\.response\.json\(\)\.([\w.]+)\)/.exec(script)?.[1] ?? null,
  };
}

const sent = (pairs: readonly PostmanPair[]): Pairs =>
  pairs.filter(({ disabled }) => disabled !== true).map(({ key, value }) => [key, value]);

/** Reads the Bruno collection with the parser of Bruno. */
export async function bruno(): Promise<Collection> {
  const folder = join(ROOT, COLLECTIONS, 'bruno');
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => /^\w+\/\w+\.bru$/.test(name) && !/^environments|folder\.bru$/.test(name));
  const parsed = await Promise.all(files.map(async (name) => bruToJsonV2(await readFile(join(folder, name), 'utf8'))));
  const { variables } = bruToEnvJsonV2(await readFile(join(folder, 'environments/Local.bru'), 'utf8'));
  return {
    requests: parsed.sort((a, b) => a.meta.seq - b.meta.seq).map((request) => ofBruno(request, folder)),
    variables: Object.fromEntries(enabled(variables)),
  };
}

type BrunoRequest = ReturnType<typeof bruToJsonV2>;

function ofBruno({ http, params = [], headers = [], body, vars }: BrunoRequest, folder: string): CollectionRequest {
  const query = new URLSearchParams(enabled(params) as [string, string][]).toString();
  const json = http.body === 'json';
  return {
    method: http.method.toUpperCase(),
    url: query === '' ? http.url : `${http.url}?${query}`,
    authorized: http.auth === 'inherit',
    headers: [...enabled(headers), ...(json ? [['Content-Type', 'application/json'] as const] : [])],
    body:
      body?.multipartForm !== undefined
        ? { files: body.multipartForm.map(({ name, value: [file = ''] }) => [name, resolve(folder, file)]) }
        : body?.formUrlEncoded !== undefined
          ? { form: enabled(body.formUrlEncoded) }
          : body?.json !== undefined
            ? { text: body.json }
            : null,
    token: vars?.res?.[0]?.value.replace(/^res\.body\./, '') ?? null,
  };
}

const enabled = (pairs: NonNullable<BrunoRequest['headers']>): Pairs =>
  pairs.filter((pair) => pair.enabled).map(({ name, value }) => [name, value]);

/**
 * Sends the requests one after the other, as the runner of the program does.
 *
 * @param given variables that each user fills in
 * @returns status and body of each response by the path of its request
 */
export async function runCollection(
  { requests, variables }: Collection,
  given: Readonly<Record<string, string>>,
): Promise<Map<string, { readonly status: number; readonly body: string }>> {
  const known: Record<string, string> = { ...variables, ...given };
  const filled = (text: string): string =>
    text.replace(/\{\{([^}]+)\}\}/g, (_, name) => {
      if (known[name] === undefined) throw new Error(`The collection does not set ${name}.`);
      return known[name];
    });
  const pairs = (of: Pairs): [string, string][] => of.map(([name, value]) => [name, filled(value)]);
  const answers = new Map<string, { status: number; body: string }>();
  for (const { method, url, authorized, headers, body, token } of requests) {
    const answer = await fetch(filled(url), {
      method,
      headers: [...pairs(headers), ...(authorized ? pairs([['Authorization', 'Bearer {{token}}']]) : [])],
      body:
        body === null
          ? null
          : 'files' in body
            ? await formOf(body.files)
            : 'form' in body
              ? new URLSearchParams(pairs(body.form))
              : filled(body.text),
    });
    const text = await answer.text();
    answers.set(new URL(filled(url)).pathname, { status: answer.status, body: text });
    if (token !== null) known.token = token.split('.').reduce((at, name) => at[name], JSON.parse(text));
  }
  return answers;
}

async function formOf(files: Pairs): Promise<FormData> {
  const form = new FormData();
  for (const [name, file] of files) form.append(name, await openAsBlob(file), 'picture');
  return form;
}
