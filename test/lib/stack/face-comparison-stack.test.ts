import { describe, expect, it } from 'vitest';
import { localTemplate } from '../../../lib/local/template/synth.ts';
import { API_RULES } from './rules/api-rules.ts';
import { FUNCTION_RULES } from './rules/function-rules.ts';
import { ISSUER_RULES } from './rules/issuer-rules.ts';
import { RESOURCE_RULES } from './rules/resource-rules.ts';

const template = await localTemplate();

describe('the template', () => {
  it('is the one that was reviewed', () => {
    expect(template).toMatchSnapshot();
  });

  it('is the same at every synthesis', async () => {
    expect(await localTemplate()).toEqual(template);
  });
});

describe.each(Object.entries({ ...API_RULES, ...RESOURCE_RULES, ...FUNCTION_RULES, ...ISSUER_RULES }))(
  '%s',
  (_, rule) => {
    it('holds in the template', () => {
      expect(rule.kept(template)).toBe(true);
    });

    it.each(Object.entries(rule.breakages))('is broken by: %s', (_, breakage) => {
      expect(rule.kept(breakage(template)) ?? false).toBe(false);
    });
  },
);
