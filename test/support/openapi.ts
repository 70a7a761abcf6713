import { Ajv2020 as Ajv, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { openApiDocument } from '../../lambda/contract/openapi.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document of any shape is read here
type Any = any;

export const DOCUMENT: Any = openApiDocument();

/** A response of any origin; header names in lower case. */
export interface AnyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Headers that carry the message itself, or that AWS adds. */
const TRANSPORT = /^(connection|content-length|content-type|date|keep-alive|transfer-encoding|x-amzn-.*)$/;

const schemas = compiler();

/**
 * Returns what a response has that the document does not allow: another status, content type or header, a required header
 * that is absent, a body or a header value that its schema rejects. Stricter than the document in one thing: fields that it
 * does not name count as mistakes, because the document must describe everything the service sends.
 *
 * @param path such as "/ExtFaceComparison/Compare"; an unknown path or method counts as that path's `post`
 */
export function answerMistakes(method: string, path: string, answer: AnyAnswer): string[] {
  const operation = DOCUMENT.paths[path]?.[method.toLowerCase()] ?? DOCUMENT.paths['/ExtFaceComparison/Compare'].post;
  const response = resolved(operation.responses[answer.status]);
  if (response === undefined) return [`status ${answer.status} is not documented`];
  return [...headerMistakes(response.headers ?? {}, answer), ...bodyMistakes(response.content, answer)];
}

function headerMistakes(documented: Any, answer: AnyAnswer): string[] {
  const byName = new Map<string, Any>(
    Object.entries(documented).map(([name, header]) => [name.toLowerCase(), resolved(header)]),
  );
  const absent = [...byName].filter(([name, header]) => header.required && answer.headers[name] === undefined);
  const present = Object.entries(answer.headers).filter(([name]) => !TRANSPORT.test(name));
  return [
    ...absent.map(([name]) => `header ${name} is absent`),
    ...present.flatMap(([name, value]) => {
      const header = byName.get(name);
      if (header === undefined) return [`header ${name} is not documented`];
      const integer = header.schema.type === 'integer' && /^\d+$/.test(String(value));
      return mistakes(schemas(header.schema), integer ? Number(value) : value).map((text) => `header ${name}${text}`);
    }),
  ];
}

function bodyMistakes(content: Any, { headers, body }: AnyAnswer): string[] {
  if (content === undefined) return body === '' ? [] : ['a body where none is documented'];
  const type = String(headers['content-type']).split(';')[0]!;
  const schema = content[type]?.schema;
  if (schema === undefined) return [`content type ${type} is not documented`];
  return mistakes(schemas(schema), type === 'application/json' ? JSON.parse(body) : body);
}

/** Returns what a schema of the document finds wrong with a value. */
export function schemaMistakes(schema: object, value: unknown): string[] {
  return mistakes(schemas(schema), value);
}

function mistakes(validate: ValidateFunction, value: unknown): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }: ErrorObject) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function resolved(node: Any): Any {
  if (typeof node?.$ref !== 'string') return node;
  const path = node.$ref.slice(2).split('/') as string[];
  return path.reduce((at, name) => at[name], DOCUMENT);
}

/** Compiles schemas of the document once each, with their references and "no other fields". */
function compiler(): (schema: object) => ValidateFunction {
  const ajv = new Ajv({
    allErrors: true,
    strictTypes: false,
    allowUnionTypes: true,
    keywords: ['components', 'example'],
  });
  formats.default(ajv);
  const components = closed(DOCUMENT.components);
  ajv.addSchema({ $id: 'document:', components });
  const compiled = new Map<string, ValidateFunction>();
  return (schema) => {
    const text = JSON.stringify(closed(schema)).replaceAll('"$ref":"#/', '"$ref":"document:#/');
    if (!compiled.has(text)) compiled.set(text, ajv.compile(JSON.parse(text)));
    return compiled.get(text)!;
  };
}

/** Returns a copy in which objects have no fields but the named ones. */
function closed(node: Any): Any {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, closed(value)]));
  const open = node.type === 'object' && node.properties !== undefined && node.additionalProperties === undefined;
  return open ? { ...copy, additionalProperties: false } : copy;
}
