import { envJsonToBruV2, jsonToBruV2, jsonToCollectionBru } from '@usebruno/lang';
import type { ApiRequest, Body, Field } from './api-requests.ts';
import { VARIABLES } from './api-requests.ts';

/** From the folder of the collection, from which Bruno resolves paths, to the root of this project. */
const ROOT = '../../../../';

const MODES = { json: 'json', form: 'formUrlEncoded', files: 'multipartForm' } as const;

/**
 * Returns the requests as a collection of Bruno (https://docs.usebruno.com), with the environment Local.
 *
 * @returns the text of each file by its path from the folder of the collection
 */
export function brunoFiles(requests: readonly ApiRequest[]): Record<string, string> {
  const variables = Object.entries(VARIABLES).map(([name, value]) => ({
    name,
    value: value ?? '',
    enabled: true,
    secret: value === null,
  }));
  const folders = [...new Set(requests.map(({ folder }) => folder))];
  const auth = { mode: 'bearer', bearer: { token: '{{token}}' } };
  return {
    'bruno.json': `${JSON.stringify({ version: '1', name: 'Face Comparison', type: 'collection' }, null, 2)}\n`,
    'collection.bru': jsonToCollectionBru({ auth, docs: 'Made from docs/openapi.json by npm run collections.' }),
    'environments/Local.bru': envJsonToBruV2({ variables }),
    ...Object.fromEntries(
      folders.map((name, i) => [`${name}/folder.bru`, jsonToCollectionBru({ meta: { name, seq: i + 1 } })]),
    ),
    ...Object.fromEntries(
      requests.map((request, i) => [`${request.folder}/${request.id}.bru`, jsonToBruV2(bruOf(request, i + 1))]),
    ),
  };
}

function bruOf({ name, method, path, authorized, query, headers, body, token, description }: ApiRequest, seq: number) {
  return {
    meta: { name, type: 'http', seq },
    http: {
      method: method.toLowerCase(),
      url: `{{baseUrl}}${path}`,
      body: body === null ? 'none' : MODES[body.kind],
      auth: authorized ? 'inherit' : 'none',
    },
    params: query.map((field) => ({ ...parameter(field), type: 'query' })),
    headers: headers.map(parameter),
    body: body === null ? {} : bruBody(body),
    vars: token === null ? {} : { res: [{ name: 'token', value: `res.body.${token}`, enabled: true }] },
    assertions: [{ name: 'res.status', value: 'eq 200', enabled: true }],
    docs: description,
  };
}

const parameter = ({ name, value, sent }: Field) => ({ name, value, enabled: sent });

function bruBody(body: Body): object {
  switch (body.kind) {
    case 'json':
      return { json: body.text };
    case 'form':
      return { formUrlEncoded: body.fields.map(parameter) };
    case 'files':
      return {
        multipartForm: body.fields.map(({ name, value }) => ({
          name,
          type: 'file',
          value: [ROOT + value],
          enabled: true,
        })),
      };
  }
}
