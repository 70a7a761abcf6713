import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { only, type Properties, reference, resources, TemplateError } from './cloudformation.ts';

/** Variables of a Lambda function by name, as the stack sets them. */
export type FunctionEnvironment = Readonly<Record<string, string>>;

/** What the template says of a Lambda function. */
export interface FunctionDefinition {
  readonly environment: FunctionEnvironment;
  readonly timeoutMs: number;
  readonly memoryMb: number;
}

/** The audit table: what CreateTable wants beside a name, and the attribute that lets items expire. */
export interface TableDefinition {
  readonly logicalId: string;
  readonly schema: Pick<
    CreateTableCommandInput,
    'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes' | 'BillingMode'
  >;
  readonly timeToLiveAttribute: string | null;
}

/**
 * Reads a function's environment and limits.
 *
 * @param values what stands for the resources and parameters that the environment refers to, by logical id: the local
 *   table's name for the audit table, the local issuer for the parameters `Issuer`, `Audience`, `JwksUri`
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
 * Reads the keys and indexes of the audit table.
 *
 * @throws TemplateError when the template does not have exactly one table
 */
export function tableDefinition(template: object): TableDefinition {
  const table = only(resources(template), 'AWS::DynamoDB::GlobalTable');
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode, TimeToLiveSpecification } =
    table.properties;
  const expiry = TimeToLiveSpecification as { Enabled: boolean; AttributeName: string } | undefined;
  return {
    logicalId: table.id,
    schema: { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } as TableDefinition['schema'],
    timeToLiveAttribute: expiry?.Enabled === true ? expiry.AttributeName : null,
  };
}
