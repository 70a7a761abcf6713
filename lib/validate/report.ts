import type { CfnLintReport } from './cfn-lint.ts';
import { CONTROLS, CONTROLS_GUIDE } from './rules/control-tower.ts';
import { TEMPLATE_RULES } from './rules/rules.ts';
import type { Finding } from './rules/template.ts';
import type { StageReport } from './stage.ts';

/** Returns what the checks say as text: a line for each check, and below it a line for each finding. */
export function validationReport(stage: StageReport, lint: CfnLintReport | null): string {
  const { stackName, template, findings, nag, controls } = stage;
  const check = (name: string, found: readonly string[], fine: string): string[] =>
    found.length === 0 ? [`${name}: ${fine}`] : [`${name}: ${found.length} found`, ...found.map((line) => `  ${line}`)];
  const refused = CONTROLS.filter(({ name }) => controls.some(({ rule }) => rule === name));
  return [
    `Stack ${stackName}, ${Object.keys(template.Resources).length} resources`,
    ...check(
      `Schemas of CloudFormation and ${TEMPLATE_RULES.length} rules`,
      findings.map(findingLine),
      'nothing that AWS would reject',
    ),
    ...check('cdk-nag', nag.map(findingLine), 'nothing that is not acknowledged'),
    ...(lint === null
      ? ['cfn-lint: not installed, not run. Install it with `pip install cfn-lint`; npm has another tool of that name.']
      : check(`cfn-lint ${lint.version}`, lint.errors, 'no error')),
    ...(refused.length === 0
      ? ['AWS Control Tower: no proactive control rejects anything']
      : [
          'AWS Control Tower: if your organisation has enabled these proactive controls, they reject the deployment',
          ...refused.map(({ name, demand, answer }) => `  ${name} ${demand} Answer: ${answer}`),
          `  ${CONTROLS_GUIDE}`,
        ]),
  ].join('\n');
}

function findingLine({ rule, resource, message }: Finding): string {
  return `${rule}${resource === '' ? '' : ` ${resource}`}: ${message}`;
}
