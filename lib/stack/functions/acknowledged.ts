import { Validations } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

/** Records which rules of cdk-nag a function that API Gateway calls breaks on purpose, with the reasons. */
export function acknowledgeFunction(called: IFunction): void {
  Validations.of(called).acknowledge(
    {
      id: 'Serverless-LambdaTracing',
      reason:
        'X-Ray would need a permission on all resources; steps and cold starts are measured by the function itself.',
    },
    {
      id: 'Serverless-LambdaDLQ',
      reason: 'API Gateway calls the function synchronously; a dead letter queue only serves asynchronous calls.',
    },
  );
}
