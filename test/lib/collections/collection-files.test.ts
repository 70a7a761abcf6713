import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bruToJsonV2 } from '@usebruno/lang';
import { expect, it } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';
import { apiRequests } from '../../../lib/collections/api-requests.ts';
import { COLLECTIONS, collectionFiles } from '../../../lib/collections/collection-files.ts';
import { DOCUMENT } from '../../support/openapi.ts';

it('the collections in docs/clients are made from the OpenAPI document of today (after a change: npm run collections)', () => {
  const folder = join(ROOT, COLLECTIONS);
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const files = entries.map(({ parentPath, name }) => join(parentPath, name));
  const found = Object.fromEntries(files.map((file) => [file, readFileSync(file, 'utf8')]));
  const made = Object.entries(collectionFiles()).map(([name, text]) => [join(folder, name), text]);
  expect(found).toEqual(Object.fromEntries(made));
});

it('they have each operation of the document, and fetch a token before they need one', () => {
  const requests = apiRequests();
  const documented = Object.entries<object>(DOCUMENT.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const offered = requests.map(({ method, path }) => `${method} ${path}`);
  expect(documented.filter((operation) => !offered.includes(operation))).toEqual([
    'HEAD /',
    'OPTIONS /ExtFaceComparison/Compare',
    'HEAD /health',
  ]);
  expect(requests.findIndex(({ token }) => token !== null)).toBeLessThan(
    requests.findIndex(({ authorized }) => authorized),
  );
});

it('hold no secret and no token, only the names of the variables for them', () => {
  const { 'face-comparison.postman_collection.json': postman = '', ...bruno } = collectionFiles();
  const empty = JSON.parse(postman).variable.filter(({ value }: { value: string }) => value === '');
  expect(empty.map(({ key }: { key: string }) => key)).toEqual(['appSecret', 'token']);
  expect(bruno['bruno/environments/Local.bru']).toMatch(/vars:secret \[\s+appSecret,\s+token\s+\]/);
});

it("Bruno's own parser reads the form of the comparison", () => {
  const text = collectionFiles()['bruno/Comparison/compareFaces.bru']!;
  expect(bruToJsonV2(text).body?.multipartForm).toMatchObject([
    { name: 'LivenessFace', type: 'file', value: ['../../../../samples/selfie.jpg'] },
    { name: 'FaceFromDocument', type: 'file', value: ['../../../../samples/document.jpg'] },
  ]);
});
