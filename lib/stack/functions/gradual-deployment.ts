import { Validations } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DeploymentKind } from '../settings/settings.ts';

/**
 * Returns how CodeDeploy moves requests to a new version: one of AWS's own configurations,
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
export function configurationName(kind: DeploymentKind): string {
  return `CodeDeployDefault.Lambda${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

export interface GradualDeploymentProps {
  /** Moves from the version before to the new one. */
  readonly alias: Alias;
  readonly kind: DeploymentKind;
  /** Any of them, raised during a deployment, moves all requests back to the version before. */
  readonly alarms: readonly IAlarm[];
}

/** Moves requests to a new version of the compare function step by step, and back where an alarm is raised. */
export class GradualDeployment extends Construct {
  constructor(scope: Construct, id: string, { alias, kind, alarms }: GradualDeploymentProps) {
    super(scope, id);
    // Without CodeDeploy CloudFormation moves the alias itself, all at once.
    if (kind === 'allAtOnce') return;
    const name = configurationName(kind);
    const deploymentConfig = LambdaDeploymentConfig.fromLambdaDeploymentConfigName(this, 'Configuration', name);
    const group = new LambdaDeploymentGroup(this, 'Group', { alias, deploymentConfig, alarms: [...alarms] });
    Validations.of(group).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
      reason: 'AWS documents this policy for the role with which CodeDeploy moves the alias of a function.',
    });
  }
}
