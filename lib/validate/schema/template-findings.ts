import { ruleFindings } from '../rules/rules.ts';
import type { Finding, Template } from '../rules/template.ts';
import type { Schemas } from './schema.ts';

/** Returns what breaks the rules or the schemas; what both find at one property counts once, under the name of the rule. */
export function templateFindings(template: Template, schemas: Schemas): Finding[] {
  const byRule = ruleFindings(template);
  const found = new Set(byRule.map(({ resource, property }) => `${resource} ${property}`));
  const bySchema = schemas.findings(template).filter(({ resource, property }) => !found.has(`${resource} ${property}`));
  return [...byRule, ...bySchema];
}
