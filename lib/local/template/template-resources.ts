import { SIGNING_KEY_DESCRIPTION } from '../../stack/issuer/signing-keys.ts';
import {
  LOCAL_APPS_TABLE,
  LOCAL_IDEMPOTENCY_TABLE,
  LOCAL_SESSIONS_TABLE,
  LOCAL_TABLE,
  type TableDefinition,
} from '../audit/audit-table.ts';
import { ofType, type Properties, reference, resources, TemplateError, text, unexpected } from './cloudformation.ts';

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
 * @param values values of the resources and parameters that the environment refers to, by logical id
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
    const known = resolved(value, values);
    if (known === null)
      throw new TemplateError(`${logicalId}: there is no value for ${name}: ${JSON.stringify(value)}.`);
    return [name, known];
  });
  return {
    environment: Object.fromEntries(entries),
    timeoutMs: Number(seconds) * 1000,
    memoryMb: Number(megabytes),
  };
}

/** Returns the text of a value, joined from literals and from resources that have a value, or `null`. */
function resolved(value: unknown, values: Readonly<Record<string, string>>): string | null {
  if (typeof value === 'string') return value;
  const join = (value as { 'Fn::Join'?: unknown } | null)?.['Fn::Join'];
  if (Array.isArray(join) && Array.isArray(join[1])) {
    const parts = join[1].map((part) => resolved(part, values));
    return parts.includes(null) ? null : parts.join(String(join[0]));
  }
  return values[reference(value) ?? ''] ?? null;
}

/** A table of the stack, and what it is called here. */
export interface LocalTable {
  readonly logicalId: string;
  readonly name: string;
  readonly schema: TableDefinition;
}

/** Names of the tables here, by how their logical ids begin. */
const TABLE_NAMES: readonly (readonly [string, string])[] = [
  ['AuditTable', LOCAL_TABLE],
  ['IdempotencyTable', LOCAL_IDEMPOTENCY_TABLE],
  ['IssuerApplications', LOCAL_APPS_TABLE],
  ['IssuerSessions', LOCAL_SESSIONS_TABLE],
];

/**
 * Reads the logical ids, keys and indexes of the tables.
 *
 * @throws TemplateError for a table that has no name here
 */
export function localTables(template: object): LocalTable[] {
  return ofType(resources(template), 'AWS::DynamoDB::GlobalTable').map(({ id, properties }) => {
    const name = TABLE_NAMES.find(([begin]) => id.startsWith(begin))?.[1];
    if (name === undefined) throw new TemplateError(`${id}: this table is not understood.`);
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = properties;
    const indexes = GlobalSecondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes };
    return {
      logicalId: id,
      name,
      schema: { AttributeDefinitions, KeySchema, ...indexes, BillingMode } as TableDefinition,
    };
  });
}

/** Reads the signing keys: their letters by logical id, in the order of the template. */
export function signingKeyLetters(template: object): Record<string, string> {
  const keys = ofType(resources(template), 'AWS::KMS::Key').map((key) => {
    const description = text(key, 'Description');
    if (!description.startsWith(SIGNING_KEY_DESCRIPTION)) {
      throw unexpected(key, 'Description', `${SIGNING_KEY_DESCRIPTION}…`, description);
    }
    return [key.id, description.slice(SIGNING_KEY_DESCRIPTION.length)] as const;
  });
  return Object.fromEntries(keys);
}
