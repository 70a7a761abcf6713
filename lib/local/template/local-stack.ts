import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { ROOT } from '../../cli/root.ts';
import { LOCAL_TABLE, type TableDefinition } from '../audit/audit-table.ts';
import type { GatewayModel } from '../gateway/gateway-model.ts';
import { LOCAL_AUDIENCE, LOCAL_ISSUER } from '../issuer/issuer.ts';
import { TemplateError } from './cloudformation.ts';
import { localTemplate } from './synth.ts';
import { gatewayModel } from './template.ts';
import { type FunctionEnvironment, functionDefinition, tableDefinition } from './template-resources.ts';

/** What the local API takes from the stack. */
export interface LocalStack {
  readonly model: GatewayModel;
  readonly table: TableDefinition;
  /** The variables of both functions; the addresses of issuer and table come when these run. */
  readonly environment: FunctionEnvironment;
}

/** Whose tokens are accepted is not taken from the settings: here only our own issuer's are. */
const ISSUER_SETTINGS = ['issuer', 'audience', 'jwksUri'];

/**
 * Synthesizes the stack with the settings of cdk.json and reads its template: routes, authorizer, usage plans, throttles,
 * gateway responses, the functions' variables and the audit table are those that `cdk deploy` would make. Only the
 * playground is there unless it is switched off.
 *
 * @param settings override those of cdk.json, as `-c name=value` does
 * @throws SettingsError when the settings have mistakes, TemplateError when the template holds what cannot be imitated
 */
export async function localStack(settings: Readonly<Record<string, unknown>> = {}): Promise<LocalStack> {
  const context: Record<string, unknown> = { playground: true, ...(await cdkContext()), ...settings };
  for (const name of ISSUER_SETTINGS) delete context[name];
  const template = await localTemplate(context);
  const model = gatewayModel(template);
  const table = tableDefinition(template);
  const values = {
    [table.logicalId]: LOCAL_TABLE,
    Issuer: LOCAL_ISSUER,
    Audience: LOCAL_AUDIENCE,
    JwksUri: '',
  };
  const compare = model.routes.find(({ path }) => path === COMPARE_PATH)?.functionId ?? null;
  if (compare === null) throw new TemplateError(`Expected a function behind ${COMPARE_PATH} but found none.`);
  const authorizer = model.authorizer?.functionId;
  const environment = {
    ...functionDefinition(template, compare, values).environment,
    ...(authorizer === undefined ? {} : functionDefinition(template, authorizer, values).environment),
  };
  return { model, table: table.schema, environment };
}

/** The context of cdk.json: settings, and CDK's own. */
export async function cdkContext(): Promise<Record<string, unknown>> {
  const file = join(ROOT, 'cdk.json');
  return (JSON.parse(await readFile(file, 'utf8')) as { context?: Record<string, unknown> }).context ?? {};
}
