import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { DynamoDbAppStore } from '../../lambda/applications/dynamodb-app-store.ts';
import { createAuthorizer, type TokenEvent } from '../../lambda/authorizer/authorizer.ts';
import { KeySet } from '../../lambda/authorizer/key-set.ts';
import { authorizerSettings } from '../../lambda/authorizer/settings.ts';
import { JWKS_PATH } from '../../lambda/contract/fields.ts';
import { createIssuer } from '../../lambda/issuer/issuer.ts';
import { issuerSettings } from '../../lambda/issuer/settings.ts';
import { KmsSigner, publicKeysOf } from '../../lambda/keys/kms.ts';
import type { Invoker } from '../../lib/local/gateway/authorizer-call.ts';
import type { LocalStack } from '../../lib/local/template/local-stack.ts';
import type { FunctionEnvironment } from '../../lib/local/template/template-resources.ts';
import {
  AUTHORIZER_DEFINITION,
  AUTHORIZER_FUNCTION,
  defaultModel,
  ISSUER_DEFINITION,
  ISSUER_FUNCTION,
} from './default-model.ts';
import { lambdaContext } from './events.ts';

const DEFAULT_STACK = {
  model: defaultModel(''),
  functions: { [AUTHORIZER_FUNCTION]: AUTHORIZER_DEFINITION, [ISSUER_FUNCTION]: ISSUER_DEFINITION },
};

/**
 * The authorizer and the issuer as a local API runs them, with AWS clients of the test's own: the modules of the handlers read
 * their environment once.
 *
 * @param addresses what the local API gives its functions
 * @param stack the functions of another stack than the default one
 */
export function tokenFunctions(
  addresses: FunctionEnvironment,
  stack: Pick<LocalStack, 'model' | 'functions'> = DEFAULT_STACK,
): Record<string, Invoker> {
  const authorizerId = stack.model.authorizer!.functionId;
  const issuerId = stack.model.routes.find(({ path }) => path === JWKS_PATH)!.functionId!;
  const common = {
    region: 'eu-west-1',
    credentials: { accessKeyId: addresses.AWS_ACCESS_KEY_ID!, secretAccessKey: addresses.AWS_SECRET_ACCESS_KEY! },
  };
  const kms = new KMSClient({ ...common, endpoint: addresses.AWS_ENDPOINT_URL_KMS! });
  const dynamodb = new DynamoDBClient({ ...common, endpoint: addresses.AWS_ENDPOINT_URL_DYNAMODB! });
  const settings = issuerSettings({ ...stack.functions[issuerId]!.environment, ...addresses });
  const keySet = async () => Buffer.from(JSON.stringify({ keys: await publicKeysOf(kms, settings.signingKeys) }));
  const checks = authorizerSettings({ ...stack.functions[authorizerId]!.environment, ...addresses });
  const authorize = createAuthorizer({
    settings: checks,
    keys: new KeySet('kms', { fetch: keySet }),
    apps: checks.appsTable === null ? null : new DynamoDbAppStore(dynamodb, checks.appsTable),
    log: () => {},
  });
  const issue = createIssuer({
    settings,
    apps: new DynamoDbAppStore(dynamodb, settings.appsTable),
    signer: new KmsSigner(kms, settings.signingKeys),
    clock: Date.now,
    log: () => {},
  });
  return {
    [authorizerId]: (event) => authorize(event as TokenEvent),
    [issuerId]: (event) => issue(event as APIGatewayProxyEvent, lambdaContext()),
  };
}
