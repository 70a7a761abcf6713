import { Duration, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { HEALTH_PATH } from '../../../lambda/contract/fields.ts';

/** A request for the health, as API Gateway would hand it to the function: it works on no image and writes no audit item. */
const PING = {
  httpMethod: 'GET',
  path: HEALTH_PATH,
  resource: HEALTH_PATH,
  headers: {},
  multiValueHeaders: {},
  queryStringParameters: null,
  body: null,
  isBase64Encoded: false,
  requestContext: { requestId: 'keep-warm' },
};

/**
 * Calls a function every five minutes. Lambda ends an environment some minutes after its last call, so one stays ready most of
 * the time; a second caller at the same moment still waits for a start.
 */
export function keepWarm(scope: Construct, id: string, { target }: { readonly target: IFunction }): Rule {
  const rule = new Rule(scope, id, {
    description: 'Keeps one environment of the compare function ready',
    schedule: Schedule.rate(Duration.minutes(5)),
    // The next call comes in five minutes anyway.
    targets: [
      new LambdaFunction(target, {
        event: RuleTargetInput.fromObject(PING),
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    ],
  });
  Validations.of(rule).acknowledge({
    id: 'Serverless-EventBusDLQ',
    reason: 'A call that was lost has done no work that a queue could keep; the next comes in five minutes.',
  });
  return rule;
}
