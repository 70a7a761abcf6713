import {
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
  PolicyStatement as Statement,
} from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type Surroundings, surroundingStatements } from './surroundings.ts';

export interface FunctionRoleProps {
  /** The function's own log group. */
  readonly logs: ILogGroup;
  readonly surroundings: Surroundings;
  /** What the function may do besides logging, by name. Default: nothing. */
  readonly statements?: Readonly<Record<string, PolicyStatement>>;
}

/**
 * The role of a Lambda function that may write to its own log group and do nothing else but what is listed. AWS's
 * managed policy AWSLambdaBasicExecutionRole would allow every log group of the account.
 */
export function functionRole(
  scope: Construct,
  id: string,
  { logs, surroundings, statements = {} }: FunctionRoleProps,
): Role {
  const logging = new Statement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logs.logGroupArn],
  });
  const policies = Object.entries({
    WriteOwnLogs: logging,
    ...statements,
    ...surroundingStatements(surroundings),
  }).map(([name, statement]) => {
    return [name, new PolicyDocument({ statements: [statement] })];
  });
  return new Role(scope, id, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: Object.fromEntries(policies),
  });
}
