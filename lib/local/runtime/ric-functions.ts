import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLIENT_LIMITS_FILE } from '../../../lambda/authorizer/client-limits.ts';
import { bundleFunction } from '../../../layers/bundle.ts';
import { assemblePlayground } from '../../../layers/playground.ts';
import { ROOT } from '../../cli/root.ts';
import type { Invoker } from '../gateway/authorizer-call.ts';
import { catchAllOf, isIssuer, isPlayground } from '../gateway/gateway-model.ts';
import type { LocalStack } from '../template/local-stack.ts';
import type { FunctionEnvironment } from '../template/template-resources.ts';
import type { EnvironmentOptions } from './lambda-environment.ts';
import { LambdaFunction } from './lambda-function.ts';

/** Milliseconds. AWS allows a start 10 s; a slow or busy machine needs longer. */
const INIT_LIMIT_MS = 60_000;

export interface RicFunctions {
  /** Functions by their ids in the stack's model. */
  readonly functions: Readonly<Record<string, Invoker>>;
  /**
   * Starts an environment of each function before its first request.
   *
   * @throws Error when a function does not start
   */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface RicOptions extends Pick<EnvironmentOptions, 'launch' | 'log'> {
  /** Receives a line for each cold start. */
  readonly report: (line: string) => void;
  /** Ids of the functions to run; default: all. */
  readonly only?: ReadonlySet<string>;
  /** Holds the bundles until `close`; default: a new folder among the temporary files. */
  readonly folder?: string;
}

/**
 * Bundles the functions as they are deployed. AWS's runtime client runs each function in its own processes. These start when
 * needed, with the function's limits and variables from the stack's template. A function has at most as many processes at once
 * as the machine has processors. Further requests wait.
 *
 * @param overrides variables for all functions; they override those of the template
 */
export async function ricFunctions(
  {
    model,
    functions: definitions,
    clientLimits,
  }: Pick<LocalStack, 'model' | 'functions'> & Partial<Pick<LocalStack, 'clientLimits'>>,
  overrides: FunctionEnvironment,
  { report, only, folder: given, ...options }: RicOptions,
): Promise<RicFunctions> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'face-comparison-functions-')));
  const made: LambdaFunction[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(made.map((each) => each.close()));
    await rm(folder, { recursive: true, force: true });
  };
  const add = (name: string, root: string): Invoker => {
    const { memoryMb, timeoutMs, environment: own } = definitions[name]!;
    const environment = { ...own, ...overrides };
    const configuration = { name, taskRoot: root, handler: 'index.handler', memoryMb, timeoutMs, environment };
    const started = (milliseconds: number) => report(`${name}: cold start in ${Math.round(milliseconds)} ms`);
    const all = { initLimitMs: INIT_LIMIT_MS, ...options, started };
    const created = new LambdaFunction(configuration, availableParallelism(), all);
    made.push(created);
    return (event) => created.invoke(event);
  };

  const run = (functionId: string | null): functionId is string => {
    return functionId !== null && !(functionId in functions) && (only?.has(functionId) ?? true);
  };
  const functions: Record<string, Invoker> = {};

  try {
    const catchAll = catchAllOf(model);
    if (run(catchAll)) {
      const root = join(folder, 'catch-all');
      await bundleFunction(join(ROOT, 'lambda/catch-all/handler.ts'), root);
      functions[catchAll] = add(catchAll, root);
    }
    for (const { functionId, path } of model.routes) {
      if (!run(functionId) || functionId === catchAll) continue;
      functions[functionId] = add(functionId, await taskRoot(path, folder));
    }
    const { functionId } = model.authorizer ?? { functionId: null };
    if (run(functionId)) {
      const root = join(folder, 'authorizer');
      await bundleFunction(join(ROOT, 'lambda/authorizer/handler.ts'), root, [], true);
      await writeFile(join(root, CLIENT_LIMITS_FILE), clientLimits ?? '{}');
      functions[functionId] = add(functionId, root);
    }
    const start = async (): Promise<void> => {
      await Promise.all(made.map((each) => each.start()));
    };
    return { functions, start, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Bundles the function behind a route. Returns the folder of the bundle. */
async function taskRoot(path: string, folder: string): Promise<string> {
  if (isPlayground(path)) return assemblePlayground(join(folder, 'playground'));
  if (!isIssuer(path)) return bundleCompare(folder);
  const root = join(folder, 'issuer');
  await bundleFunction(join(ROOT, 'lambda/issuer/handler.ts'), root);
  return root;
}

/** Returns the folder of the bundle. Its native packages are for this machine. */
async function bundleCompare(folder: string): Promise<string> {
  const taskRoot = join(folder, 'compare');
  await bundleFunction(join(ROOT, 'lambda/compare/handler.ts'), taskRoot);
  await symlink(join(ROOT, 'node_modules'), join(taskRoot, 'node_modules'), 'dir');
  return taskRoot;
}
