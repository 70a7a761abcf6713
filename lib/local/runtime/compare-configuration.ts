import type { FunctionDefinition } from '../template/template-resources.ts';
import type { FunctionConfiguration } from './launch.ts';

/**
 * Returns the configuration that runs the compare function beside a local DynamoDB.
 *
 * @param taskRoot the assembled image's `/var/task`
 * @param definition limits and variables of the function in the template
 */
export function compareFunction(
  taskRoot: string,
  dynamoDb: { endpoint: string; tableName: string },
  definition: FunctionDefinition,
): FunctionConfiguration {
  return {
    name: 'CompareFunction',
    taskRoot,
    handler: 'index.handler',
    ...definition,
    environment: {
      ...definition.environment,
      AUDIT_TABLE: dynamoDb.tableName,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  };
}
