import type { AuditTable, TableDefinition } from './audit/audit-table.ts';
import { startAuditTable } from './audit/audit-table.ts';
import type { Invoker } from './gateway/authorizer-call.ts';
import { createGateway, type GatewayLogEntry } from './gateway/gateway.ts';
import type { GatewayModel } from './gateway/gateway-model.ts';
import {
  createIssuer,
  JWKS_PATH,
  LOCAL_AUDIENCE,
  LOCAL_ISSUER,
  localToken,
  type TokenOptions,
} from './issuer/issuer.ts';
import { type DemoApp, demoApp, type IssuerKey, issuerKey } from './issuer/keys.ts';
import { createPlaygroundToken } from './issuer/playground-token.ts';
import { startServer } from './server.ts';
import { announceServer, localDir, withdrawServer } from './state/state.ts';
import type { FunctionEnvironment } from './template/template-resources.ts';

export interface LocalApiOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** Arguments of `npm start`, for the remedy when the port is taken. */
  readonly args?: readonly string[];
  readonly model: GatewayModel;
  /** Keys and index of the audit table. */
  readonly table?: TableDefinition;
  /**
   * Makes the functions that the model names, once everything they need runs.
   *
   * @param addresses variables with the local issuer and the local audit table
   */
  readonly functions: (addresses: FunctionEnvironment) => Promise<Readonly<Record<string, Invoker>>>;
  readonly dir?: string;
  readonly log?: (entry: GatewayLogEntry) => void;
}

export interface LocalApi {
  readonly url: string;
  readonly app: DemoApp;
  token(options?: TokenOptions): Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts the API on this machine: gateway, issuer (under its own paths of the same port) and audit table.
 *
 * @throws PortError when the port is taken, LocalDirInUseError when another local API runs in the directory
 */
export async function startLocalApi(options: LocalApiOptions): Promise<LocalApi> {
  const dir = options.dir ?? localDir();
  const server = await startServer(options.port, options.args);
  let table: AuditTable | null = null;
  const close = async (): Promise<void> => {
    await server.close();
    if (table !== null) await withdrawServer(dir);
    await table?.close();
  };

  try {
    const [key, app] = [await issuerKey(dir), await demoApp(dir)];
    table = await startAuditTable({ dir, ...(options.table ? { definition: options.table } : {}) });
    const functions = await options.functions(addresses(server.url, table, options.model));
    const gateway = createGateway(options.model, functions, options.log ? { log: options.log } : {});
    const issuer = createIssuer(key, app);
    const playgroundToken = createPlaygroundToken(options.model.stageName, () => localToken(key));
    server.serve((request, response) => {
      if (!issuer(request, response) && !playgroundToken(request, response)) gateway(request, response);
    });
    await announceServer(dir, { pid: process.pid, url: server.url, dynamodb: table.endpoint });
    return { url: server.url, app, token: (token) => localToken(key, token), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function addresses(url: string, table: AuditTable, model: GatewayModel): FunctionEnvironment {
  return {
    ISSUER: LOCAL_ISSUER,
    JWKS_URI: `${url}${JWKS_PATH}`,
    AUDIENCE: LOCAL_AUDIENCE,
    USAGE_KEY: model.usagePlans[0]?.keyValues[0] ?? '',
    AUDIT_TABLE: table.tableName,
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

/** Returns a token signed with the key of the directory. No server need run. */
export async function tokenWithoutServer(dir: string, options: TokenOptions): Promise<string> {
  const key: IssuerKey = await issuerKey(dir);
  return localToken(key, options);
}
