import type { TableDefinition } from '../audit/audit-table.ts';
import { only, type Properties, reference, resources, TemplateError } from './cloudformation.ts';

/** Variables of a Lambda function by name, as the stack sets them. */
export type FunctionEnvironment = Readonly<Record<string, string>>;

/** The limits and variables of a Lambda function, as the template sets them. */
export interface FunctionDefinition {
  readonly environment: FunctionEnvironment;
  readonly timeoutMs: number;
  readonly memoryMb: number;
}

/**
 * Reads a function's environment and limits.
 *
 * @param values values of the resources and parameters that the environment refers to, by logical id: the local table's
 *   name for the audit table, the local issuer for the parameters `Issuer`, `Audience`, `JwksUri`
 * @throws TemplateError when there is no such function, or a reference has no value
 */
export function functionDefinition(
  template: object,
  logicalId: string,
  values: Readonly<Record<string, string>> = {},
): FunctionDefinition {
  const found = resources(template).find(({ id, type }) => id === logicalId && type === 'AWS::Lambda::Function');
  if (found === undefined) throw new TemplateError(`There is no function ${logicalId}.`);
  const { Environment: environment, Timeout: seconds = 3, MemorySize: megabytes = 128 } = found.properties;
  const variables = ((environment as Properties | undefined)?.Variables ?? {}) as Properties;
  const entries = Object.entries(variables).map(([name, value]) => {
    if (typeof value === 'string') return [name, value];
    const id = reference(value);
    const known = id === null ? undefined : values[id];
    if (known === undefined)
      throw new TemplateError(`${logicalId}: there is no value for ${name}: ${JSON.stringify(value)}.`);
    return [name, known];
  });
  return {
    environment: Object.fromEntries(entries),
    timeoutMs: Number(seconds) * 1000,
    memoryMb: Number(megabytes),
  };
}

/**
 * Reads the logical id, keys and indexes of the audit table.
 *
 * @throws TemplateError when the template does not have exactly one table
 */
export function auditTable(template: object): { logicalId: string; schema: TableDefinition } {
  const table = only(resources(template), 'AWS::DynamoDB::GlobalTable');
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = table.properties;
  return {
    logicalId: table.id,
    schema: { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } as TableDefinition,
  };
}
