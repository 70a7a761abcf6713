import { Validations } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Surroundings } from './surroundings.ts';

/**
 * Records which rules of cdk-nag a function that API Gateway calls breaks on purpose, with the reasons.
 *
 * @param owner holds the function and its role
 */
export function acknowledgeFunction(
  owner: Construct,
  called: IFunction,
  { tracing, network }: Pick<Surroundings, 'tracing' | 'network'>,
): void {
  Validations.of(called).acknowledge({
    id: 'Serverless-LambdaDLQ',
    reason: 'API Gateway calls the function synchronously; a dead letter queue only serves asynchronous calls.',
  });
  if (!tracing) {
    Validations.of(called).acknowledge({
      id: 'Serverless-LambdaTracing',
      reason:
        'X-Ray needs a permission on all resources, so it is a setting; steps and cold starts are measured by the function itself.',
    });
  }
  if (tracing || network !== undefined) {
    const reason = 'X-Ray has no resources, and a network interface has no ARN before it exists.';
    Validations.of(owner).acknowledge(
      { id: 'AwsSolutions-IAM5[Resource::*]', reason },
      { id: 'Serverless-LambdaStarPermissions', reason },
    );
  }
}
