import { type AuditTable, auditEnvironment, startAuditTable, type TableDefinition } from './audit/audit-table.ts';
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
import { LocalDirInUseError } from './state/lock.ts';
import { announceServer, localDir, runningServer, withdrawServer } from './state/state.ts';
import type { FunctionEnvironment } from './template/template-resources.ts';

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
  /**
   * Makes the functions that the model names, once everything they need runs.
   *
   * @param addresses variables with the local issuer and the local audit table
   */
  readonly functions: (addresses: FunctionEnvironment) => Promise<Readonly<Record<string, Invoker>>>;
  readonly log?: (entry: GatewayLogEntry) => void;
}

export interface LocalApi {
  readonly url: string;
  readonly app: DemoApp;
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
  await (await startServer(port, args)).close();
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
 * Starts the API on this machine: gateway, issuer (under its own paths of the same port) and audit table.
 *
 * @throws PortError when the port is taken, LocalDirInUseError when another local API runs in the directory
 */
export async function startLocalApi(options: LocalApiOptions): Promise<LocalApi> {
  const dir = options.dir ?? localDir();
  await expectNone(dir);
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
    const issuer = createIssuer(server.url, key, app);
    const playgroundToken = createPlaygroundToken(options.model.stageName, () => localToken(key));
    server.serve((request, response) => {
      if (!issuer(request, response) && !playgroundToken(request, response)) gateway(request, response);
    });
    const { endpoint: dynamodb, credentials } = table;
    await announceServer(dir, { pid: process.pid, url: server.url, dynamodb, credentials });
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
    AWS_REGION: 'eu-west-1',
    ...auditEnvironment(table),
  };
}

/** Returns a token signed with the key of the directory. No server need run. */
export async function tokenWithoutServer(dir: string, options: TokenOptions): Promise<string> {
  const key: IssuerKey = await issuerKey(dir);
  return localToken(key, options);
}
