import { Validations } from 'aws-cdk-lib';
import type { FaceComparisonStack } from './face-comparison-stack.ts';

/** A rule of cdk-nag that a part of the stack breaks on purpose. */
export interface Acknowledgement {
  /** Path of the construct below the stack; the parts below it are included. */
  readonly construct: string;
  readonly rule: string;
  readonly reason: string;
}

const NO_TRACING =
  'X-Ray would need a permission on all resources; steps and cold starts are measured by the function itself.';
const NO_TOKEN = 'The page and the API description are files that hold no data; a browser opens them without a token.';
const ASKS_FOR_TOKEN = 'Whoever asks for a token has none; the function checks the secret of the application.';
const PUBLIC_KEYS = 'The key set and the address of the issuer are for everybody who verifies a token.';
const NO_QUEUE = 'API Gateway calls the function synchronously; a dead letter queue only serves asynchronous calls.';

/** Every finding of cdk-nag that stands, with the reason. A test fails when one is no longer needed. */
export const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    construct: 'Api/RestApi',
    rule: 'AwsSolutions-APIG2',
    reason: 'API Gateway cannot validate multipart bodies; the compare function checks each field and answers 400.',
  },
  {
    construct: 'Api/RestApi',
    rule: 'AwsSolutions-APIG3',
    reason: 'A web ACL costs money and belongs to the account; docs/deploy.md says how to associate one.',
  },
  {
    construct: 'Api/RestApi',
    rule: 'AwsSolutions-APIG6',
    reason:
      'Execution logs have no retention of ours and may hold parts of requests; the access log covers all methods.',
  },
  {
    construct: 'Api/RestApi/Default/ExtFaceComparison',
    rule: 'AwsSolutions-COG4',
    reason:
      'Tokens come from the issuer of the stack or any OpenID Connect issuer; the Lambda authorizer verifies them.',
  },
  {
    construct: 'Api/RestApi/Default/health',
    rule: 'AwsSolutions-COG4',
    reason: 'Monitors ask for the version without a token; the answer holds nothing else.',
  },
  {
    construct: 'Api/RestApi/Default/health',
    rule: 'AwsSolutions-APIG4',
    reason: 'Monitors ask for the version without a token; the answer holds nothing else.',
  },
  { construct: 'Api/RestApi/Default/playground', rule: 'AwsSolutions-COG4', reason: NO_TOKEN },
  { construct: 'Api/RestApi/Default/playground', rule: 'AwsSolutions-APIG4', reason: NO_TOKEN },
  { construct: 'Api/RestApi/Default/openapi.json', rule: 'AwsSolutions-COG4', reason: NO_TOKEN },
  { construct: 'Api/RestApi/Default/openapi.json', rule: 'AwsSolutions-APIG4', reason: NO_TOKEN },
  {
    construct: 'Api/RestApi/Default/api/AppSessionManager/GetSessionToken',
    rule: 'AwsSolutions-COG4',
    reason: 'The Lambda authorizer verifies the token of the application that opens a session.',
  },
  {
    construct: 'Api/RestApi/Default/api/AppSessionManager/GetAppToken',
    rule: 'AwsSolutions-COG4',
    reason: ASKS_FOR_TOKEN,
  },
  {
    construct: 'Api/RestApi/Default/api/AppSessionManager/GetAppToken',
    rule: 'AwsSolutions-APIG4',
    reason: ASKS_FOR_TOKEN,
  },
  { construct: 'Api/RestApi/Default/oauth2/token', rule: 'AwsSolutions-COG4', reason: ASKS_FOR_TOKEN },
  { construct: 'Api/RestApi/Default/oauth2/token', rule: 'AwsSolutions-APIG4', reason: ASKS_FOR_TOKEN },
  { construct: 'Api/RestApi/Default/.well-known', rule: 'AwsSolutions-COG4', reason: PUBLIC_KEYS },
  { construct: 'Api/RestApi/Default/.well-known', rule: 'AwsSolutions-APIG4', reason: PUBLIC_KEYS },
  { construct: 'Issuer/Function', rule: 'Serverless-LambdaTracing', reason: NO_TRACING },
  { construct: 'Issuer/Function', rule: 'Serverless-LambdaDLQ', reason: NO_QUEUE },
  { construct: 'Api/RestApi', rule: 'Serverless-APIGWXrayEnabled', reason: NO_TRACING },
  { construct: 'Compare/Function', rule: 'Serverless-LambdaTracing', reason: NO_TRACING },
  { construct: 'Authorizer/Function', rule: 'Serverless-LambdaTracing', reason: NO_TRACING },
  { construct: 'Playground/Function', rule: 'Serverless-LambdaTracing', reason: NO_TRACING },
  { construct: 'Compare/Function', rule: 'Serverless-LambdaDLQ', reason: NO_QUEUE },
  { construct: 'Authorizer/Function', rule: 'Serverless-LambdaDLQ', reason: NO_QUEUE },
  { construct: 'Playground/Function', rule: 'Serverless-LambdaDLQ', reason: NO_QUEUE },
];

/** Only where `cloudWatchRole` creates the role. */
export const LOG_ROLE_ACKNOWLEDGEMENT: Acknowledgement = {
  construct: 'Api/RestApi/CloudWatchRole',
  rule: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
  reason: 'AWS documents this policy for the role with which API Gateway writes the logs of the whole account.',
};

/** Only where browsers are allowed. */
export const PREFLIGHT_ACKNOWLEDGEMENT: Acknowledgement = {
  construct: 'Api/RestApi/Default/ExtFaceComparison/Compare/OPTIONS',
  rule: 'AwsSolutions-APIG4',
  reason: 'Browsers send a preflight request without a token (Fetch standard); the answer holds only CORS headers.',
};

/** Records the acknowledgements in the stack's constructs. */
export function acknowledge(stack: FaceComparisonStack): void {
  for (const acknowledgement of [...ACKNOWLEDGEMENTS, LOG_ROLE_ACKNOWLEDGEMENT, PREFLIGHT_ACKNOWLEDGEMENT]) {
    const construct = stack.node
      .findAll()
      .find(({ node }) => node.path === `${stack.node.path}/${acknowledgement.construct}`);
    if (construct === undefined) continue;
    Validations.of(construct).acknowledge({ id: acknowledgement.rule, reason: acknowledgement.reason });
  }
}
