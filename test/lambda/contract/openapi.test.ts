import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../../lambda/contract/failures.ts';
import {
  APP_TOKEN_PATH,
  OAUTH_TOKEN_PATH,
  PICTURE_FIELDS,
  SESSION_TOKEN_PATH,
} from '../../../lambda/contract/fields.ts';
import { MAX_FILE_BYTES, MAX_MEGAPIXELS } from '../../../lambda/contract/limits.ts';
import { openApiDocument } from '../../../lambda/contract/openapi.ts';
import { REFUSALS } from '../../../lambda/contract/refusals.ts';
import { ADVICE, STATUSES } from '../../../lambda/contract/status.ts';
import { TOKEN_REFUSALS } from '../../../lambda/contract/token-refusals.ts';
import { MAX_PIXELS } from '../../../lambda/face/picture/pixels/picture.ts';
import { DOCUMENT, schemaMistakes } from '../../support/openapi.ts';

const { post } = DOCUMENT.paths['/ExtFaceComparison/Compare'];
const TEXT = `${JSON.stringify(DOCUMENT, null, 2)}\n`;

/** Every example of the document with the schema next to it. */
function examples(): { readonly where: string; readonly schema: object; readonly value: unknown }[] {
  const found: { where: string; schema: object; value: unknown }[] = [];
  const walk = (node: unknown, where: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { schema, examples } = node as { schema?: object; examples?: Record<string, { value: unknown }> };
    if (schema !== undefined && examples !== undefined) {
      for (const [name, { value }] of Object.entries(examples))
        found.push({ where: `${where}/${name}`, schema, value });
    }
    for (const [name, child] of Object.entries(node)) if (name !== 'examples') walk(child, `${where}/${name}`);
  };
  walk(DOCUMENT, '');
  return found;
}

describe('the OpenAPI document', () => {
  it('is the one in docs/openapi.json (after a change: npx vitest run test/lambda/contract -u)', async () => {
    await expect(TEXT).toMatchFileSnapshot('../../../docs/openapi.json');
  });

  it('has no error and no warning of the recommended rules', async () => {
    const config = await createConfig({ extends: ['recommended-strict'] });
    const problems = await lintFromString({ source: TEXT, absoluteRef: 'openapi.json', config });
    const found = problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`);
    expect(found).toEqual([]);
  });

  it('is noticed when it is wrong', async () => {
    const config = await createConfig({ extends: ['recommended-strict'] });
    const source = TEXT.replace('#/components/schemas/ComparisonEnvelope', '#/components/schemas/None');
    const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
    expect(problems.map(({ ruleId }) => ruleId)).toContain('no-unresolved-refs');
  });

  it('gives each caller an object of its own', () => {
    expect(openApiDocument()).toEqual(DOCUMENT);
    expect(openApiDocument()).not.toBe(openApiDocument());
  });

  it('has an answer of the comparison for every row of the table of failures, and no other', () => {
    const failing = Object.keys(post.responses).filter((status) => status !== '200');
    // 415 belongs to the routes that issue tokens; a request that a firewall rejected is an example of 403.
    const { unsupportedMediaType: _, filtered, ...ofComparison } = FAILURES;
    const { examples } = DOCUMENT.components.responses.Forbidden.content['application/json'];
    expect(examples.filtered.value.messages).toEqual([filtered.message]);
    const rows = Object.values(ofComparison).map(({ statusCode }) => String(statusCode));
    expect(failing.sort()).toEqual(rows.sort());
    for (const [code, { statusCode, headers, message }] of Object.entries(ofComparison)) {
      const name = code.charAt(0).toUpperCase() + code.slice(1);
      expect(post.responses[statusCode]).toEqual({ $ref: `#/components/responses/${name}` });
      const response = DOCUMENT.components.responses[name];
      expect(Object.keys(response.headers)).toEqual(expect.arrayContaining(Object.keys(headers)));
      const shown = response.content['application/json'].examples;
      expect(shown.general.value).toEqual({ version: null, statusCode, messages: [message], result: null });
    }
  });

  it('shows the message of every refusal', () => {
    const text = JSON.stringify(DOCUMENT);
    for (const { message, example } of Object.values(REFUSALS)) {
      expect(text).toContain(JSON.stringify((message as (...found: unknown[]) => string)(...example)));
    }
  });

  it('shows every refusal of the routes that give out tokens, in the form of the route', () => {
    const of = (path: string) => JSON.stringify(DOCUMENT.paths[path].post.responses);
    const type = JSON.stringify(DOCUMENT.components.responses.UnsupportedMediaType);
    const enveloped = of(APP_TOKEN_PATH) + of(SESSION_TOKEN_PATH) + type;
    for (const [code, { message, ...row }] of Object.entries(TOKEN_REFUSALS)) {
      const shown = 'oauth' in row ? of(OAUTH_TOKEN_PATH) : enveloped;
      expect(shown, code).toContain(JSON.stringify(message));
    }
    expect(Object.keys(DOCUMENT.paths[APP_TOKEN_PATH].post.responses).sort()).toEqual([
      '200',
      '400',
      '401',
      '413',
      '415',
      '429',
      '500',
    ]);
  });

  it('has an example for each status, and all statuses in order of precedence', () => {
    const { examples } = post.responses[200].content['application/json'];
    const shown = Object.values<{ value: { result: { status: string } } }>(examples).map(
      ({ value }) => value.result.status,
    );
    expect([...new Set(shown)].sort()).toEqual([...STATUSES].sort());
    expect(DOCUMENT.components.schemas.ComparisonStatus.enum).toEqual(STATUSES);
  });

  it.each(examples())('gives an example that its schema accepts: $where', ({ schema, value }) => {
    expect(schemaMistakes(schema, value)).toEqual([]);
  });

  it('names the number of pixels that the decoder takes, and so does the advice', () => {
    expect(MAX_MEGAPIXELS).toBe(MAX_PIXELS / 1e6);
    const { schema } = post.requestBody.content['multipart/form-data'];
    for (const text of [ADVICE.InvalidImage, ...PICTURE_FIELDS.map((field) => schema.properties[field].description)]) {
      expect(text).toContain(`at most ${MAX_PIXELS / 1e6} megapixels`);
    }
  });

  it('asks for both pictures, of 1 byte to the limit', () => {
    const { schema } = post.requestBody.content['multipart/form-data'];
    expect(schema.required).toEqual(PICTURE_FIELDS);
    for (const field of PICTURE_FIELDS) {
      expect(schema.properties[field]).toMatchObject({ minLength: 1, maxLength: MAX_FILE_BYTES });
    }
  });
});
