import { clientLimitsText } from '../../../lambda/authorizer/client-limits.ts';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { TOKEN_SECONDS } from '../../../lambda/contract/limits.ts';
import { readSettings } from '../../stack/settings/read-settings.ts';
import { withStageFile } from '../../stack/settings/stage-file.ts';
import { LOCAL_TABLE, type TableDefinition } from '../audit/audit-table.ts';
import type { GatewayModel } from '../gateway/gateway-model.ts';
import { localKeyArn } from '../issuer/local-kms.ts';
import { cdkContext } from './cdk-context.ts';
import { only, resources, TemplateError } from './cloudformation.ts';
import { localTemplate, type Template } from './synth.ts';
import { gatewayModel } from './template.ts';
import { type FunctionDefinition, functionDefinition, localTables, signingKeyLetters } from './template-resources.ts';

/** What the local API takes from the stack. */
export interface LocalStack {
  readonly model: GatewayModel;
  /** Keys and index of the audit table. */
  readonly table: TableDefinition;
  /** All other tables, by name. */
  readonly moreTables: Readonly<Record<string, TableDefinition>>;
  /** Letters of the signing keys, the one that signs first. */
  readonly signingKeys: readonly string[];
  /** What the values of API keys are computed with. */
  readonly usageSalt: string;
  /** Life of an application's token. */
  readonly tokenSeconds: number;
  /** The setting `clients`, as the file next to the authorizer's bundle has it. */
  readonly clientLimits: string;
  /** Limits and variables of each function by its id in the model. The local API overrides the addresses among them. */
  readonly functions: Readonly<Record<string, FunctionDefinition>>;
  /** The entry of the compare function. */
  readonly compare: FunctionDefinition;
}

/** The local API ignores these settings: it accepts the tokens of the built-in issuer only, and is in no account. */
const IGNORED_SETTINGS = [
  'identity',
  'issuer',
  'audience',
  'jwksUri',
  'servicesClaim',
  'clientClaim',
  'account',
  'region',
  'replicaRegions',
  'kmsKeyArn',
];

/**
 * Synthesizes the stack with the settings of a stage and of cdk.json and reads its template: routes, authorizer, usage plans, throttles,
 * gateway responses, the functions' limits and variables, and the audit table are those that `cdk deploy` would make.
 * The one difference: the playground is on unless the settings switch it off.
 *
 * @param settings override those of cdk.json and of the stage, as `-c name=value` does; `stage` chooses the stage
 * @param settingsFolder holds the files of the stages; without it none is read
 * @throws SettingsError when the settings have mistakes, TemplateError when the template holds what cannot be imitated
 */
export async function localStack(
  settings: Readonly<Record<string, unknown>> = {},
  settingsFolder: string | null = null,
): Promise<LocalStack> {
  const given = { ...(await cdkContext()), ...settings };
  const ofStage = settingsFolder === null ? given : withStageFile(given, settingsFolder);
  const context: Record<string, unknown> = { playground: true, ...ofStage };
  for (const name of IGNORED_SETTINGS) delete context[name];
  const { clients, signingKeys, tokenSeconds } = readSettings(context);
  const clientLimits = clientLimitsText(clients);
  return { ...readStack(await localTemplate(context)), clientLimits, signingKeys, tokenSeconds };
}

/**
 * Reads what the local API takes from a synthesized template.
 *
 * @throws TemplateError when the template holds what cannot be imitated
 */
export function readStack(template: Template): LocalStack {
  const model = gatewayModel(template);
  const tables = localTables(template);
  const keys = signingKeyLetters(template);
  const values: Record<string, string> = {
    ...Object.fromEntries(tables.map(({ logicalId, name }) => [logicalId, name])),
    ...Object.fromEntries(Object.entries(keys).map(([id, letter]) => [id, localKeyArn(letter)])),
    [only(resources(template), 'AWS::ApiGateway::RestApi').id]: 'localapi00',
    'AWS::Region': 'eu-west-1',
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const functions: Record<string, FunctionDefinition> = {};
  for (const { functionId: id } of [...model.routes, ...(model.authorizer === null ? [] : [model.authorizer])]) {
    if (id !== null) functions[id] ??= functionDefinition(template, id, values);
  }
  const comparison = model.routes.find(({ method, path }) => method === 'POST' && path === COMPARE_PATH);
  const compare = functions[comparison?.functionId ?? ''];
  if (compare === undefined) throw new TemplateError(`Expected a function behind ${COMPARE_PATH} but found none.`);
  const audit = tables.find(({ name }) => name === LOCAL_TABLE);
  if (audit === undefined) throw new TemplateError('Expected an audit table but found none.');
  const others = tables.filter((table) => table !== audit).map(({ name, schema }) => [name, schema] as const);
  return {
    model,
    table: audit.schema,
    moreTables: Object.fromEntries(others),
    signingKeys: Object.values(keys),
    usageSalt: functions[model.authorizer?.functionId ?? '']?.environment.USAGE_SALT ?? '',
    tokenSeconds: TOKEN_SECONDS.default,
    clientLimits: '{}',
    functions,
    compare,
  };
}
