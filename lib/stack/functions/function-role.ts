import {
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
  PolicyStatement as Statement,
} from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * The role of a Lambda function that may write to its own log group and do nothing else but what is listed. AWS's
 * managed policy AWSLambdaBasicExecutionRole would allow every log group of the account.
 *
 * @param statements what the function may do beside logging, by name
 */
export function functionRole(
  scope: Construct,
  id: string,
  logGroup: ILogGroup,
  statements: Readonly<Record<string, PolicyStatement>> = {},
): Role {
  const logging = new Statement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
  const policies = Object.entries({ WriteOwnLogs: logging, ...statements }).map(([name, statement]) => {
    return [name, new PolicyDocument({ statements: [statement] })];
  });
  return new Role(scope, id, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: Object.fromEntries(policies),
  });
}
