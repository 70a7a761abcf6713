import { DEFAULT_PACK } from '../../../lambda/face/models/manifest.ts';
import { PROCESS_ENVIRONMENT } from '../../stack/functions/process-environment.ts';
import type { FunctionConfiguration } from './launch.ts';
import { COMPARE_LIMITS } from './ric-functions.ts';

/**
 * The compare function as the stack deploys it by default, but for the address of its DynamoDB.
 *
 * @param taskRoot the assembled image's `/var/task`
 */
export function compareFunction(
  taskRoot: string,
  dynamoDb: { endpoint: string; tableName: string },
): FunctionConfiguration {
  return {
    name: 'CompareFunction',
    taskRoot,
    handler: 'index.handler',
    ...COMPARE_LIMITS,
    environment: {
      AUDIT_TABLE: dynamoDb.tableName,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      THRESHOLD: '0.7',
      PACK: DEFAULT_PACK,
      MAX_FILE_BYTES: '4000000',
      ...PROCESS_ENVIRONMENT,
    },
  };
}
