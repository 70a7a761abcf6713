import { TOKEN_SECONDS } from '../../lambda/contract/limits.ts';
import { AppTable } from '../apps/app-table.ts';
import type { AppCredentials } from '../cli/first-minute.ts';
import {
  type AuditTable,
  auditEnvironment,
  type DatabaseAddress,
  LOCAL_APPS_TABLE,
  localDynamoDb,
  startAuditTable,
  type TableDefinition,
} from './audit/audit-table.ts';
import { addDemoApplication } from './demo-application.ts';
import type { Invoker } from './gateway/authorizer-call.ts';
import { createGateway, type GatewayLogEntry } from './gateway/gateway.ts';
import type { GatewayModel } from './gateway/gateway-model.ts';
import { LOCAL_ISSUER, localToken, type TokenOptions } from './issuer/issuer.ts';
import { DEFAULT_KEY, demoApp, issuerKey } from './issuer/keys.ts';
import { type LocalKms, startLocalKms } from './issuer/local-kms.ts';
import { createPlaygroundToken } from './issuer/playground-token.ts';
import { startServer } from './server.ts';
import type { Credentials } from './state/credentials.ts';
import { LocalDirInUseError } from './state/lock.ts';
import { announceServer, localDir, runningServer, userOfPort, withdrawServer } from './state/state.ts';
import type { FunctionEnvironment } from './template/template-resources.ts';
import { LocalUsageLimits } from './usage-limits.ts';

/** Where a local API runs. */
export interface StartPlace {
  /** 0 lets the system choose. */
  readonly port: number;
  /** Arguments of `npm start`, for the remedy when the port is taken. */
  readonly args?: readonly string[];
  readonly dir?: string;
}

export interface LocalApiOptions extends StartPlace {
  readonly model: GatewayModel;
  /** Keys and index of the audit table. */
  readonly table?: TableDefinition;
  /** The stack's other tables, by name. */
  readonly moreTables?: Readonly<Record<string, TableDefinition>>;
  /** Letters of the signing keys, the one that signs first; default: `a`. */
  readonly signingKeys?: readonly string[];
  /** What the values of API keys are computed with. */
  readonly usageSalt?: string;
  /** Life of an application's token. */
  readonly tokenSeconds?: number;
  /**
   * Makes the functions that the model names, once everything they need runs.
   *
   * @param addresses variables with the local issuer, tables and keys
   */
  readonly functions: (addresses: FunctionEnvironment) => Promise<Readonly<Record<string, Invoker>>>;
  /** Of the database and the keys; default: new ones. */
  readonly credentials?: Credentials;
  readonly log?: (entry: GatewayLogEntry) => void;
}

export interface LocalApi {
  readonly url: string;
  readonly app: AppCredentials;
  token(options?: TokenOptions): Promise<string>;
  close(): Promise<void>;
}

/**
 * Checks what can be known before the models are read and the stack is synthesized.
 *
 * @throws LocalDirInUseError when the local API of the directory runs already, PortError when another program has the port
 */
export async function expectToStart({ dir = localDir(), port, args }: StartPlace): Promise<void> {
  await expectNone(dir);
  await (await startServer(port, args, (taken) => userOfPort(dir, taken))).close();
}

async function expectNone(dir: string): Promise<void> {
  const running = await runningServer(dir);
  if (running !== null) {
    throw new LocalDirInUseError(
      `The local API of this checkout runs already on ${running.url} (process ${running.pid}). Use it, or stop it first.`,
    );
  }
}

/**
 * Starts the API on this machine: gateway, tables and signing keys.
 *
 * @throws PortError when the port is taken, LocalDirInUseError when another local API runs in the directory
 */
export async function startLocalApi(options: LocalApiOptions): Promise<LocalApi> {
  const dir = options.dir ?? localDir();
  await expectNone(dir);
  const server = await startServer(options.port, options.args, (taken) => userOfPort(dir, taken));
  let table: AuditTable | null = null;
  let kms: LocalKms | null = null;
  const close = async (): Promise<void> => {
    await server.close();
    if (table !== null) await withdrawServer(dir);
    await kms?.close();
    await table?.close();
  };

  try {
    const { signingKeys: letters = [DEFAULT_KEY], table: definition, moreTables: more } = options;
    const keys = Object.fromEntries(
      await Promise.all(letters.map(async (letter) => [letter, await issuerKey(dir, letter)] as const)),
    );
    const key = keys[letters[0]!]!;
    const app = await demoApp(dir);
    table = await startAuditTable({
      dir,
      ...(definition ? { definition } : {}),
      ...(more ? { more } : {}),
      ...(options.credentials ? { credentials: options.credentials } : {}),
    });
    await withApps(table, (apps) => addDemoApplication(apps, app));
    kms = await startLocalKms(keys, table.credentials);
    const functions = await options.functions(addresses(server.url, table, kms, options.model));
    const limits = new LocalUsageLimits(dir);
    const gateway = createGateway(options.model, functions, {
      runTimeKeys: (value) => limits.limitOf(value),
      ...(options.log ? { log: options.log } : {}),
    });
    const playgroundToken = createPlaygroundToken(options.model.stageName, () => localToken(key));
    server.serve((request, response) => {
      if (!playgroundToken(request, response)) gateway(request, response);
    });
    const { endpoint: dynamodb, credentials } = table;
    const { usageSalt = '', tokenSeconds = TOKEN_SECONDS.default } = options;
    const forApps = { signingKey: letters[0]!, usageSalt, tokenSeconds, stageLimit: options.model.stageThrottle };
    await announceServer(dir, { pid: process.pid, url: server.url, dynamodb, credentials, ...forApps });
    return { url: server.url, app, token: (token) => localToken(key, token), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function withApps(address: DatabaseAddress, use: (table: AppTable) => Promise<void>): Promise<void> {
  const client = localDynamoDb(address);
  try {
    await use(new AppTable(client, LOCAL_APPS_TABLE));
  } finally {
    client.destroy();
  }
}

function addresses(url: string, table: AuditTable, kms: LocalKms, model: GatewayModel): FunctionEnvironment {
  return {
    ISSUER: LOCAL_ISSUER,
    BASE_URL: url,
    USAGE_KEY: model.usagePlans[0]?.keyValues[0] ?? '',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_KMS: kms.endpoint,
    ...auditEnvironment(table),
  };
}

/** Returns a token signed with the key of the directory. No server need run. */
export async function tokenWithoutServer(dir: string, options: TokenOptions): Promise<string> {
  const { signingKey = DEFAULT_KEY } = (await runningServer(dir)) ?? {};
  return localToken(await issuerKey(dir, signingKey), options);
}
