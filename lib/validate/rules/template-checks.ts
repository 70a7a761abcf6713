import { readFileSync } from 'node:fs';
import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { ruleFindings, TEMPLATE_RULES } from './rules.ts';
import type { Template } from './template.ts';

/** Name of these checks in the CDK's report. */
export const TEMPLATE_CHECKS = 'face-comparison-template-checks';

/** Has the CDK check `TEMPLATE_RULES` at each synthesis, so that a finding stops `cdk synth` and `cdk deploy`. */
export class TemplateChecks implements IPolicyValidationPlugin {
  readonly name = TEMPLATE_CHECKS;
  readonly ruleIds = TEMPLATE_RULES.map(({ name }) => name);

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = templatePaths.flatMap((templatePath) =>
      ruleFindings(JSON.parse(readFileSync(templatePath, 'utf8')) as Template).map((finding) => ({
        ruleName: finding.rule,
        description: finding.message,
        severity: 'error',
        violatingResources: [
          {
            templatePath,
            locations: [finding.property],
            ...(finding.resource === '' ? {} : { resourceLogicalId: finding.resource }),
          },
        ],
      })),
    );
    return { success: violations.length === 0, violations };
  }
}
