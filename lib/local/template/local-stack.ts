import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { LOCAL_TABLE, type TableDefinition } from '../audit/audit-table.ts';
import type { GatewayModel } from '../gateway/gateway-model.ts';
import { LOCAL_AUDIENCE, LOCAL_ISSUER } from '../issuer/issuer.ts';
import { cdkContext } from './cdk-context.ts';
import { TemplateError } from './cloudformation.ts';
import { localTemplate, type Template } from './synth.ts';
import { gatewayModel } from './template.ts';
import { auditTable, type FunctionDefinition, functionDefinition } from './template-resources.ts';

/** What the local API takes from the stack. */
export interface LocalStack {
  readonly model: GatewayModel;
  readonly table: TableDefinition;
  /** Limits and variables of each function by its id in the model. The local API overrides the addresses among them. */
  readonly functions: Readonly<Record<string, FunctionDefinition>>;
  /** The entry of the compare function. */
  readonly compare: FunctionDefinition;
}

/** The local API ignores these settings: it accepts the tokens of the local issuer only. */
const ISSUER_SETTINGS = ['issuer', 'audience', 'jwksUri'];

/**
 * Synthesizes the stack with the settings of cdk.json and reads its template: routes, authorizer, usage plans, throttles,
 * gateway responses, the functions' limits and variables, and the audit table are those that `cdk deploy` would make.
 * The one difference: the playground is on unless the settings switch it off.
 *
 * @param settings override those of cdk.json, as `-c name=value` does
 * @throws SettingsError when the settings have mistakes, TemplateError when the template holds what cannot be imitated
 */
export async function localStack(settings: Readonly<Record<string, unknown>> = {}): Promise<LocalStack> {
  const context: Record<string, unknown> = { playground: true, ...(await cdkContext()), ...settings };
  for (const name of ISSUER_SETTINGS) delete context[name];
  return readStack(await localTemplate(context));
}

/**
 * Reads what the local API takes from a synthesized template.
 *
 * @throws TemplateError when the template holds what cannot be imitated
 */
export function readStack(template: Template): LocalStack {
  const model = gatewayModel(template);
  const table = auditTable(template);
  const values = {
    [table.logicalId]: LOCAL_TABLE,
    Issuer: LOCAL_ISSUER,
    Audience: LOCAL_AUDIENCE,
    JwksUri: '',
  };
  const functions: Record<string, FunctionDefinition> = {};
  for (const { functionId: id } of [...model.routes, ...(model.authorizer === null ? [] : [model.authorizer])]) {
    if (id !== null) functions[id] ??= functionDefinition(template, id, values);
  }
  const compare = functions[model.routes.find(({ path }) => path === COMPARE_PATH)?.functionId ?? ''];
  if (compare === undefined) throw new TemplateError(`Expected a function behind ${COMPARE_PATH} but found none.`);
  return { model, table: table.schema, functions, compare };
}
