import { beforeAll, describe, expect, it } from 'vitest';
import { AUDIT_TABLE_DEFINITION } from '../../../../lib/local/audit/audit-table.ts';
import { localTemplate, type Template } from '../../../../lib/local/template/synth.ts';
import { gatewayModel } from '../../../../lib/local/template/template.ts';
import { AUTHORIZER_FUNCTION, COMPARE_FUNCTION, defaultModel } from '../../../support/default-model.ts';

let template: Template;
beforeAll(async () => {
  template = await localTemplate();
});

describe('what stands here without the stack', () => {
  it('is the same API as the stack makes with default settings, but for the names of the functions', () => {
    const synthesized = gatewayModel(template);
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

  it('is the same audit table', () => {
    const resources = Object.values(template.Resources as Record<string, { Type: string; Properties: object }>);
    const tables = resources.filter(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable');
    expect(tables).toHaveLength(1);
    expect(tables[0]?.Properties).toMatchObject(AUDIT_TABLE_DEFINITION);
  });
});
