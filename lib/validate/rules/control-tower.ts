import { type Mistake, mistake, type Properties, resourceRule, type TemplateRule } from './template.ts';

const GUIDE = 'https://docs.aws.amazon.com/controltower/latest/controlreference';

/** One of AWS Control Tower's proactive controls, and how to pass it. */
export interface Control extends TemplateRule {
  /** The setting that makes the stack pass, or why none does. */
  readonly answer: string;
}

/** Address of the description of the controls. */
export const CONTROLS_GUIDE = `${GUIDE}/proactive-controls.html`;

/**
 * AWS Control Tower's proactive controls that concern the resources of this stack and that its default settings do not pass.
 * We checked by hand that all other controls of `@cdklabs/cdk-validator-cfnguard` 0.0.62 pass. It starts a program for each of
 * hundreds of rules, which is too slow for every test.
 */
export const CONTROLS: readonly Control[] = [
  control(
    'CT.APIGATEWAY.PR.1',
    'The stage of a REST API writes an execution log.',
    'AWS::ApiGateway::Stage',
    'None: an execution log may hold parts of requests and has no retention. The access log covers every request.',
    ({ MethodSettings = [] }) =>
      (MethodSettings as Properties[]).some(({ LoggingLevel }) => ['INFO', 'ERROR'].includes(LoggingLevel))
        ? []
        : [mistake('MethodSettings', 'LoggingLevel ERROR or INFO', 'OFF')],
  ),
  control(
    'CT.APIGATEWAY.PR.2',
    'The stage of a REST API sends traces to X-Ray.',
    'AWS::ApiGateway::Stage',
    '`tracing`',
    ({ TracingEnabled }) => (TracingEnabled === true ? [] : [mistake('TracingEnabled', 'true', TracingEnabled)]),
  ),
  control(
    'CT.CLOUDWATCH.PR.1',
    'An alarm has an action.',
    'AWS::CloudWatch::Alarm',
    '`alarmTopicArn` or `alarmEmail`',
    ({ AlarmActions = [], OKActions = [], InsufficientDataActions = [] }) =>
      [...AlarmActions, ...OKActions, ...InsufficientDataActions].length > 0
        ? []
        : [mistake('AlarmActions', 'an action', AlarmActions)],
  ),
  control(
    'CT.CLOUDWATCH.PR.2',
    'Logs are kept for a year or longer.',
    'AWS::Logs::LogGroup',
    '`logRetentionDays`',
    ({ RetentionInDays: days }) =>
      days === undefined || days >= 365 ? [] : [mistake('RetentionInDays', 'at least 365', days)],
  ),
  control(
    'CT.CLOUDWATCH.PR.3',
    'Logs are encrypted with a key of AWS KMS.',
    'AWS::Logs::LogGroup',
    '`kmsKeyArn`',
    ({ KmsKeyId }) => (KmsKeyId === undefined ? [mistake('KmsKeyId', 'a key', KmsKeyId)] : []),
  ),
  control(
    'CT.KMS.PR.3',
    'A key policy that allows kms:CreateGrant requires kms:GrantIsForAWSResource.',
    'AWS::KMS::Key',
    'None: the account itself administers the signing key, as in every policy that AWS makes; no service gets a grant.',
    ({ KeyPolicy }) =>
      ([KeyPolicy?.Statement ?? []].flat() as Properties[])
        .filter(
          ({ Effect, Action, Condition }) =>
            Effect === 'Allow' &&
            [Action].flat().some((action) => ['kms:*', '*', 'kms:CreateGrant', 'kms:Create*'].includes(action)) &&
            !String(Condition?.Bool?.['kms:GrantIsForAWSResource'] ?? '').includes('true'),
        )
        .map(({ Action }) => mistake('KeyPolicy', 'the condition kms:GrantIsForAWSResource', Action)),
  ),
  control('CT.LAMBDA.PR.3', 'A function is in a VPC.', 'AWS::Lambda::Function', '`vpcId`', ({ VpcConfig }) =>
    (VpcConfig?.SubnetIds ?? []).length > 0 ? [] : [mistake('VpcConfig', 'subnets', VpcConfig)],
  ),
];

function control(
  name: string,
  demand: string,
  type: string,
  answer: string,
  check: (properties: Properties) => readonly Mistake[],
): Control {
  return { ...resourceRule(name, demand, type, check), answer };
}
