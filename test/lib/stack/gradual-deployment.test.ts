import { LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { describe, expect, it } from 'vitest';
import { references } from '../../../lib/local/template/cloudformation.ts';
import { localTemplate } from '../../../lib/local/template/synth.ts';
import { configurationName } from '../../../lib/stack/functions/gradual-deployment.ts';
import { DEPLOYMENT_KINDS } from '../../../lib/stack/settings/settings.ts';
import { type Any, propertiesOf, resourcesOf } from './rules/template-access.ts';

const canary = (await localTemplate({ deployment: 'canary10Percent5Minutes', provisionedConcurrency: 1 })) as Any;

/** Returns ids of resources of which each needs the next and the last the first, or `[]`. */
function circle(template: Any): string[] {
  const needed = (id: string): string[] =>
    [...references(template.Resources[id]), ...[template.Resources[id].DependsOn ?? []].flat()].filter((other) =>
      Object.hasOwn(template.Resources, other),
    );
  const done = new Set<string>();
  function from(id: string, way: readonly string[]): string[] {
    if (way.includes(id)) return way.slice(way.indexOf(id));
    if (done.has(id)) return [];
    for (const next of needed(id)) {
      const found = from(next, [...way, id]);
      if (found.length > 0) return found;
    }
    done.add(id);
    return [];
  }
  return Object.keys(template.Resources).flatMap((id) => from(id, []));
}

describe('a gradual deployment', () => {
  it('moves the alias by CodeDeploy, and back when an alarm of the service is raised', () => {
    const [alias] = resourcesOf(canary, 'AWS::Lambda::Alias');
    const [group] = resourcesOf(canary, 'AWS::CodeDeploy::DeploymentGroup');
    expect(alias!.raw.UpdatePolicy.CodeDeployLambdaAliasUpdate.DeploymentGroupName).toEqual({ Ref: group!.id });
    expect(group!.properties).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      AutoRollbackConfiguration: { Enabled: true, Events: expect.arrayContaining(['DEPLOYMENT_STOP_ON_ALARM']) },
      AlarmConfiguration: { Enabled: true },
    });
    const alarms = group!.properties.AlarmConfiguration.Alarms.map(({ Name }: Any) => Name.Ref.slice(0, -8));
    expect(alarms).toEqual([
      'MonitoringServerErrors',
      'MonitoringSlowAnswers',
      'MonitoringCompareErrors',
      'MonitoringAuditFailures',
    ]);
    for (const { Name } of group!.properties.AlarmConfiguration.Alarms) {
      expect(canary.Resources[Name.Ref].Type).toBe('AWS::CloudWatch::Alarm');
    }
  });

  it('closes no circle of resources, which CloudFormation would refuse', () => {
    expect(circle(canary)).toEqual([]);
    const closed = structuredClone(canary);
    const [alarm] = resourcesOf(closed, 'AWS::CloudWatch::Alarm').filter(({ id }) => id.includes('ServerErrors'));
    const [stage] = resourcesOf(closed, 'AWS::ApiGateway::Stage');
    alarm!.properties.Dimensions[1].Value = { Ref: stage!.id };
    expect(circle(closed)).toContain(alarm!.id);
  });

  it('has a role that may do what AWS says and no more', () => {
    const roles = propertiesOf(canary, 'AWS::IAM::Role').filter((it) =>
      JSON.stringify(it.AssumeRolePolicyDocument).includes('codedeploy'),
    );
    expect(roles).toHaveLength(1);
    expect(roles[0].Policies).toBeUndefined();
    expect(JSON.stringify(roles[0].ManagedPolicyArns)).toMatch(
      /service-role\/AWSCodeDeployRoleForLambdaLimited"\]\]\}\]$/,
    );
  });

  it('knows every configuration of CodeDeploy for Lambda by its name', () => {
    const known = [
      LambdaDeploymentConfig.ALL_AT_ONCE,
      LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
      LambdaDeploymentConfig.CANARY_10PERCENT_15MINUTES,
      LambdaDeploymentConfig.CANARY_10PERCENT_30MINUTES,
      LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
      LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_2MINUTES,
      LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_3MINUTES,
      LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_10MINUTES,
    ];
    expect(DEPLOYMENT_KINDS.map(configurationName)).toEqual(known.map((it) => it.deploymentConfigName));
  });
});

it('a deployment all at once needs no CodeDeploy', async () => {
  const template = await localTemplate();
  expect(JSON.stringify(template)).not.toMatch(/CodeDeploy/i);
});
