import { API_GATEWAY_RULES } from './api-gateway-rules.ts';
import { DATA_RULES } from './data-rules.ts';
import { LAMBDA_RULES } from './lambda-rules.ts';
import { REFERENCE_RULES } from './reference-rules.ts';
import type { Finding, Template, TemplateRule } from './template.ts';

/**
 * What AWS rejects at deployment although the template is well-formed. The schemas of CloudFormation do not contain these rules,
 * and cfn-lint misses about half of them.
 */
export const TEMPLATE_RULES: readonly TemplateRule[] = [
  ...LAMBDA_RULES,
  ...API_GATEWAY_RULES,
  ...DATA_RULES,
  ...REFERENCE_RULES,
];

/** Returns everything in a template that breaks one of `TEMPLATE_RULES`. */
export function ruleFindings(template: Template): Finding[] {
  return TEMPLATE_RULES.flatMap(({ check }) => check(template));
}
