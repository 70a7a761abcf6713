import { Validations } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type ILambdaDeploymentConfig,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DeploymentKind } from '../settings/settings.ts';

/** How CodeDeploy moves requests to a new version, by the setting `deployment`; `null` moves all of them at once, without it. */
const CONFIGURATIONS: Readonly<Record<DeploymentKind, ILambdaDeploymentConfig | null>> = {
  allAtOnce: null,
  canary10Percent5Minutes: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  canary10Percent10Minutes: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
  canary10Percent15Minutes: LambdaDeploymentConfig.CANARY_10PERCENT_15MINUTES,
  canary10Percent30Minutes: LambdaDeploymentConfig.CANARY_10PERCENT_30MINUTES,
  linear10PercentEvery1Minute: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
  linear10PercentEvery2Minutes: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_2MINUTES,
  linear10PercentEvery3Minutes: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_3MINUTES,
  linear10PercentEvery10Minutes: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_10MINUTES,
};

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
    const deploymentConfig = CONFIGURATIONS[kind];
    if (deploymentConfig === null) return;
    const group = new LambdaDeploymentGroup(this, 'Group', { alias, deploymentConfig, alarms: [...alarms] });
    Validations.of(group).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
      reason: 'AWS documents this policy for the role with which CodeDeploy moves the alias of a function.',
    });
  }
}
