import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { DynamoDbAppStore } from '../../lambda/applications/dynamodb-app-store.ts';
import { createAuthorizer, type TokenEvent } from '../../lambda/authorizer/authorizer.ts';
import { KeySet } from '../../lambda/authorizer/key-set.ts';
import { authorizerSettings } from '../../lambda/authorizer/settings.ts';
import { createIssuer } from '../../lambda/issuer/issuer.ts';
import { issuerSettings } from '../../lambda/issuer/settings.ts';
import { KmsSigner, publicKeysOf } from '../../lambda/keys/kms.ts';
import type { Invoker } from '../../lib/local/gateway/authorizer-call.ts';
import type { FunctionEnvironment } from '../../lib/local/template/template-resources.ts';
import { AUTHORIZER_DEFINITION, AUTHORIZER_FUNCTION, ISSUER_DEFINITION, ISSUER_FUNCTION } from './default-model.ts';
import { lambdaContext } from './events.ts';

/**
 * The authorizer and the issuer as a local API runs them, with AWS clients of the test's own: the modules of the handlers read
 * their environment once.
 *
 * @param addresses what the local API gives its functions
 */
export function tokenFunctions(addresses: FunctionEnvironment): Record<string, Invoker> {
  const common = {
    region: 'eu-west-1',
    credentials: { accessKeyId: addresses.AWS_ACCESS_KEY_ID!, secretAccessKey: addresses.AWS_SECRET_ACCESS_KEY! },
  };
  const kms = new KMSClient({ ...common, endpoint: addresses.AWS_ENDPOINT_URL_KMS! });
  const dynamodb = new DynamoDBClient({ ...common, endpoint: addresses.AWS_ENDPOINT_URL_DYNAMODB! });
  const settings = issuerSettings({ ...ISSUER_DEFINITION.environment, ...addresses });
  const keySet = async () => Buffer.from(JSON.stringify({ keys: await publicKeysOf(kms, settings.signingKeys) }));
  const authorize = createAuthorizer({
    settings: authorizerSettings({ ...AUTHORIZER_DEFINITION.environment, ...addresses }),
    keys: new KeySet('kms', { fetch: keySet }),
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
    [AUTHORIZER_FUNCTION]: (event) => authorize(event as TokenEvent),
    [ISSUER_FUNCTION]: (event) => issue(event as APIGatewayProxyEvent, lambdaContext()),
  };
}
