import { beforeAll, describe, expect, it } from 'vitest';
import { AUDIT_TABLE_DEFINITION } from '../../../../lib/local/audit/audit-table.ts';
import { readStack } from '../../../../lib/local/template/local-stack.ts';
import { localTemplate, type Template } from '../../../../lib/local/template/synth.ts';
import {
  AUTHORIZER_DEFINITION,
  AUTHORIZER_FUNCTION,
  COMPARE_DEFINITION,
  COMPARE_FUNCTION,
  defaultModel,
} from '../../../support/default-model.ts';

let template: Template;
beforeAll(async () => {
  template = await localTemplate();
});

describe('the default definitions', () => {
  it('are the API that the stack makes with default settings, but for the names of the functions', () => {
    const synthesized = readStack(template).model;
    const expected = defaultModel(synthesized.usagePlans[0]?.keyValues[0] ?? '');
    const names = new Map([
      [synthesized.authorizer?.functionId, AUTHORIZER_FUNCTION],
      [synthesized.routes.find(({ functionId }) => functionId !== null)?.functionId, COMPARE_FUNCTION],
    ]);
    const text = JSON.stringify(synthesized, (_, value) => names.get(value) ?? value);
    const byPath = (model: typeof expected) => ({
      ...model,
      routes: [...model.routes].sort((a, b) => (a.path < b.path ? -1 : 1)),
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
  });

  it('are the audit table', () => {
    const resources = Object.values(template.Resources as Record<string, { Type: string; Properties: object }>);
    const tables = resources.filter(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable');
    expect(tables).toHaveLength(1);
    expect(tables[0]?.Properties).toMatchObject(AUDIT_TABLE_DEFINITION);
  });
});
