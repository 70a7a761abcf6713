import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { beforeAll, describe, expect, it } from 'vitest';
import { SETTINGS } from '../../../lib/stack/settings/settings.ts';
import { EXAMPLE_STAGES } from '../../../lib/validate/example-stages.ts';
import { CONTROLS } from '../../../lib/validate/rules/control-tower.ts';
import { Schemas } from '../../../lib/validate/schema/schema.ts';
import { type StageReport, validateStage } from '../../../lib/validate/stage.ts';
import { type Any, changed } from '../stack/rules/template-access.ts';

let schemas: Schemas;
const reports = new Map<string, StageReport>();
beforeAll(async () => {
  schemas = await Schemas.load();
  for (const [name, context] of Object.entries(EXAMPLE_STAGES))
    reports.set(name, await validateStage(context, schemas));
});
const report = (name: string): StageReport => reports.get(name)!;
const refusing = (template: object): string[] =>
  CONTROLS.filter(({ check }) => check(template as StageReport['template']).length > 0).map(({ name }) => name);

describe.each(Object.keys(EXAMPLE_STAGES))('the example stage %s', (name) => {
  it('has nothing that AWS would refuse', () => {
    expect(report(name).findings).toEqual([]);
  });

  it('has nothing that cdk-nag finds and nobody acknowledged', () => {
    expect(report(name).nag).toEqual([]);
  });

  it('is refused by no control that docs/checks.md does not name', () => {
    const known = CONTROLS.map((control) => control.name);
    expect(known).toEqual(expect.arrayContaining([...new Set(report(name).controls.map(({ rule }) => rule))]));
  });
});

describe('many clients', () => {
  it('take no more of the environment of the authorizer than one', () => {
    const sizes = ['default', 'many clients'].map((name) => {
      const all = Object.values(report(name).template.Resources).map(({ Properties }) => Properties as Any);
      return Math.max(...all.map((it) => JSON.stringify(it?.Environment ?? {}).length));
    });
    expect(sizes[1]).toBeLessThan(2 * sizes[0]!);
  });
});

describe('cdk-nag', () => {
  it('is heard: what nobody acknowledged is found', async () => {
    const { nag } = await validateStage({ monitoring: false }, schemas, ({ stack }) => {
      const role = stack.node.findAll().find((it) => it instanceof CfnRole && it.node.path.includes('Compare/Role'));
      (role as CfnRole).managedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    });
    expect(nag.map(({ rule }) => rule)).toEqual([expect.stringMatching(/^AwsSolutions-IAM4/)]);
  });
});

/** What makes a template pass each control. */
const PASSING: Readonly<Record<string, (template: object) => object>> = {
  'CT.APIGATEWAY.PR.1': (template) =>
    changed(template, 'AWS::ApiGateway::Stage', (it) => {
      it.MethodSettings[0].LoggingLevel = 'ERROR';
    }),
  'CT.APIGATEWAY.PR.2': (template) =>
    changed(template, 'AWS::ApiGateway::Stage', (it) => {
      it.TracingEnabled = true;
    }),
  'CT.CLOUDWATCH.PR.1': (template) =>
    changed(template, 'AWS::CloudWatch::Alarm', (it) => {
      it.AlarmActions = ['arn:aws:sns:eu-west-1:123456789012:alarms'];
    }),
  'CT.CLOUDWATCH.PR.2': (template) =>
    changed(template, 'AWS::Logs::LogGroup', (it) => {
      it.RetentionInDays = 365;
    }),
  'CT.CLOUDWATCH.PR.3': (template) =>
    changed(template, 'AWS::Logs::LogGroup', (it) => {
      it.KmsKeyId = { Ref: 'Key' };
    }),
  'CT.KMS.PR.3': (template) =>
    changed(template, 'AWS::KMS::Key', (it) => {
      for (const statement of it.KeyPolicy.Statement) {
        statement.Condition = { Bool: { 'kms:GrantIsForAWSResource': true } };
      }
    }),
  'CT.LAMBDA.PR.3': (template) =>
    changed(template, 'AWS::Lambda::Function', (it) => {
      it.VpcConfig = { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] };
    }),
};

describe('a control of AWS Control Tower', () => {
  it('names only settings that exist', () => {
    const named = CONTROLS.flatMap(({ answer }) => [...answer.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
    expect(named.filter((name) => !(name in SETTINGS))).toEqual([]);
    expect(named).toContain('alarmTopicArn');
  });

  it('refuses the private stage, which has these settings, only where no setting answers it', () => {
    const unanswered = CONTROLS.filter(({ answer }) => answer.startsWith('None: ')).map(({ name }) => name);
    expect(refusing(report('private').template)).toEqual(unanswered);
  });

  it.each(CONTROLS.map(({ name }) => name))('refuses the default stage and passes what it asks for: %s', (name) => {
    const { template } = report('default');
    expect(refusing(template)).toContain(name);
    expect(refusing(PASSING[name]!(template))).not.toContain(name);
  });
});
