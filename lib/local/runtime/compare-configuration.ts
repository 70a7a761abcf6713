import { type AuditTable, auditEnvironment } from '../audit/audit-table.ts';
import type { FunctionDefinition } from '../template/template-resources.ts';
import type { FunctionConfiguration } from './launch.ts';

/**
 * Returns the configuration that runs the compare function next to a local audit table.
 *
 * @param taskRoot the assembled image's `/var/task`
 * @param definition limits and variables of the function in the template
 */
export function compareFunction(
  taskRoot: string,
  table: Omit<AuditTable, 'close'>,
  definition: FunctionDefinition,
): FunctionConfiguration {
  return {
    name: 'CompareFunction',
    taskRoot,
    handler: 'index.handler',
    ...definition,
    environment: {
      ...definition.environment,
      ...auditEnvironment(table),
    },
  };
}
