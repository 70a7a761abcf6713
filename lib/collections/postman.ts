import type { ApiRequest, Body, Field } from './api-requests.ts';
import { VARIABLES } from './api-requests.ts';

/**
 * Returns the requests as a Postman collection (https://schema.postman.com/json/collection/v2.1.0/docs/index.html), which
 * Insomnia and others import, too.
 *
 * @returns nothing but JSON values
 */
export function postmanCollection(requests: readonly ApiRequest[]): object {
  const folders = [...new Set(requests.map(({ folder }) => folder))];
  return {
    info: {
      name: 'Face Comparison',
      description: 'Made from docs/openapi.json by npm run collections.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
    variable: Object.entries(VARIABLES).map(([key, value]) => ({ key, value: value ?? '', type: 'string' })),
    item: folders.map((name) => ({ name, item: requests.filter(({ folder }) => folder === name).map(item) })),
  };
}

function item({ name, description, method, path, authorized, query, headers, body, token }: ApiRequest): object {
  const sent = query.filter((field) => field.sent).map((field) => `${field.name}=${field.value}`);
  const script = [
    "pm.test('status is 200', () => pm.response.to.have.status(200));",
    ...(token === null ? [] : [`pm.collectionVariables.set('token', pm.response.json().${token});`]),
  ];
  return {
    name,
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: script } }],
    request: {
      method,
      description,
      ...(authorized ? {} : { auth: { type: 'noauth' } }),
      header: [
        ...headers.map(parameter),
        ...(body?.kind === 'json' ? [{ key: 'Content-Type', value: 'application/json' }] : []),
      ],
      url: {
        raw: ['{{baseUrl}}', path, sent.length > 0 ? '?' : '', sent.join('&')].join(''),
        host: ['{{baseUrl}}'],
        path: path.slice(1).split('/'),
        ...(query.length > 0 ? { query: query.map(parameter) } : {}),
      },
      ...(body === null ? {} : { body: postmanBody(body) }),
    },
    response: [],
  };
}

const parameter = ({ name, value, description, sent }: Field) => ({
  key: name,
  value,
  description,
  ...(sent ? {} : { disabled: true }),
});

function postmanBody(body: Body): object {
  switch (body.kind) {
    case 'json':
      return { mode: 'raw', raw: body.text, options: { raw: { language: 'json' } } };
    case 'form':
      return { mode: 'urlencoded', urlencoded: body.fields.map(parameter) };
    case 'files':
      return {
        mode: 'formdata',
        formdata: body.fields.map(({ name, value, description }) => ({
          key: name,
          type: 'file',
          src: value,
          description,
        })),
      };
  }
}
