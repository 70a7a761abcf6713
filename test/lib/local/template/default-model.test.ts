import { beforeAll, describe, expect, it } from 'vitest';
import { COMPARE_PATH, JWKS_PATH } from '../../../../lambda/contract/fields.ts';
import { AUDIT_TABLE_DEFINITION, OTHER_TABLES } from '../../../../lib/local/audit/audit-table.ts';
import { readStack } from '../../../../lib/local/template/local-stack.ts';
import { localTemplate, type Template } from '../../../../lib/local/template/synth.ts';
import {
  AUTHORIZER_DEFINITION,
  AUTHORIZER_FUNCTION,
  COMPARE_DEFINITION,
  COMPARE_FUNCTION,
  defaultModel,
  ISSUER_DEFINITION,
  ISSUER_FUNCTION,
} from '../../../support/default-model.ts';

let template: Template;
beforeAll(async () => {
  template = await localTemplate();
});

describe('the default definitions', () => {
  it('are the API that the stack makes with default settings, but for the names of the functions', () => {
    const { model } = readStack(template);
    // The catch-all has its own tests.
    const synthesized = { ...model, routes: model.routes.filter(({ method }) => method !== 'ANY') };
    const expected = defaultModel(synthesized.usagePlans[0]?.keyValues[0] ?? '');
    const names = new Map([
      [synthesized.authorizer?.functionId, AUTHORIZER_FUNCTION],
      [synthesized.routes.find(({ path }) => path === COMPARE_PATH)?.functionId, COMPARE_FUNCTION],
      [synthesized.routes.find(({ path }) => path === JWKS_PATH)?.functionId, ISSUER_FUNCTION],
    ]);
    const text = JSON.stringify(synthesized, (_, value) => names.get(value) ?? value);
    const byPath = (model: typeof expected) => ({
      ...model,
      routes: [...model.routes].sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1)),
    });
    expect(byPath(JSON.parse(text))).toEqual(byPath(expected));
  });

  it('are the limits and variables that the stack gives the functions', () => {
    const { model, functions, compare } = readStack(template);
    expect(compare).toEqual(COMPARE_DEFINITION);
    const { environment, ...limits } = functions[model.authorizer!.functionId]!;
    const { USAGE_KEY, ...variables } = environment;
    expect({ ...limits, environment: variables }).toEqual(AUTHORIZER_DEFINITION);
    expect(USAGE_KEY).toBe(model.usagePlans[0]!.keyValues[0]);
    const issuer = model.routes.find(({ path }) => path === JWKS_PATH)!.functionId!;
    expect(functions[issuer]).toEqual(ISSUER_DEFINITION);
  });

  it('are the tables', () => {
    const { table, moreTables } = readStack(template);
    expect(table).toMatchObject(AUDIT_TABLE_DEFINITION);
    expect(Object.keys(moreTables).sort()).toEqual(Object.keys(OTHER_TABLES).sort());
    expect(moreTables).toMatchObject(OTHER_TABLES);
  });
});
