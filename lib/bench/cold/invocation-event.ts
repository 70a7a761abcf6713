import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { encodeForm, pair } from '../../conformance/requests/form.ts';

/**
 * The event of one comparison, as far as the compare function reads it: a proxy event of API Gateway, payload version 1.0,
 * after an authorizer that let it pass.
 */
export async function compareEvent(first: Buffer, second: Buffer): Promise<object> {
  const { body, contentType } = await encodeForm(pair(first, second));
  const headers = { 'Content-Type': contentType };
  return {
    resource: COMPARE_PATH,
    path: COMPARE_PATH,
    httpMethod: 'POST',
    headers,
    multiValueHeaders: { 'Content-Type': [contentType] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      requestId: '00000000-0000-4000-8000-000000000000',
      identity: { sourceIp: '127.0.0.1' },
      authorizer: { client: 'bench', principalId: 'bench', exp: String(Math.floor(Date.now() / 1000) + 3600) },
    },
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
}
