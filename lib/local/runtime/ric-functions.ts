import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction } from '../../../layers/bundle.ts';
import { assemblePlayground } from '../../../layers/playground.ts';
import { ROOT } from '../../cli/root.ts';
import type { Invoker } from '../gateway/authorizer-call.ts';
import type { GatewayModel } from '../gateway/gateway-model.ts';
import { isPlayground } from '../gateway/gateway-model.ts';
import type { FunctionEnvironment } from '../template/template-resources.ts';
import { LambdaFunction } from './lambda-function.ts';
import type { LogLine } from './runtime-process.ts';

/** Memory and time of the functions, as the stack sets them by default; they become variables and deadlines. */
export const COMPARE_LIMITS = { memoryMegabytes: 1769, timeoutMs: 20_000 } as const;
export const AUTHORIZER_LIMITS = { memoryMegabytes: 256, timeoutMs: 10_000 } as const;
export const PLAYGROUND_LIMITS = { memoryMegabytes: 256, timeoutMs: 5_000 } as const;

interface Limits {
  readonly memoryMegabytes: number;
  readonly timeoutMs: number;
}

/** Each environment of the compare function holds its own copy of the models. */
const MAX_ENVIRONMENTS = 4;

export interface RicFunctions {
  /** By the function ids of the model: the authorizer's, the playground's, and the compare function for every other. */
  readonly functions: Readonly<Record<string, Invoker>>;
  close(): Promise<void>;
}

export interface RicOptions {
  /** Receives a line for each cold start. */
  readonly report: (line: string) => void;
  /** Receives what the functions log. Default: to this process's standard output. */
  readonly log?: LogLine;
}

/**
 * The functions as they are deployed, bundled and run by AWS's runtime client in processes of their own, which start
 * when they are needed.
 */
export async function ricFunctions(
  model: GatewayModel,
  environment: FunctionEnvironment,
  { report, ...options }: RicOptions,
): Promise<RicFunctions> {
  const folder = await mkdtemp(join(tmpdir(), 'face-comparison-functions-'));
  const made: LambdaFunction[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(made.map((each) => each.close()));
    await rm(folder, { recursive: true, force: true });
  };
  const add = (name: string, taskRoot: string, limits: Limits): Invoker => {
    const configuration = { name, taskRoot, handler: 'index.handler', ...limits, environment };
    const started = (milliseconds: number) => report(`${name}: cold start in ${Math.round(milliseconds)} ms`);
    const limit = Math.min(MAX_ENVIRONMENTS, availableParallelism());
    const created = new LambdaFunction(configuration, limit, { ...options, started });
    made.push(created);
    return (event) => created.invoke(event);
  };

  try {
    const [compare, authorizer] = [join(folder, 'compare'), join(folder, 'authorizer')];
    await bundleFunction(join(ROOT, 'lambda/compare/handler.ts'), compare);
    // Its native packages are those of this machine.
    await symlink(join(ROOT, 'node_modules'), join(compare, 'node_modules'), 'dir');
    await bundleFunction(join(ROOT, 'lambda/authorizer/handler.ts'), authorizer);

    const functions: Record<string, Invoker> = {};
    for (const { functionId, path } of model.routes) {
      if (functionId === null || functionId in functions) continue;
      functions[functionId] = isPlayground(path)
        ? add(functionId, await assemblePlayground(join(folder, 'playground')), PLAYGROUND_LIMITS)
        : add(functionId, compare, COMPARE_LIMITS);
    }
    if (model.authorizer !== null) {
      const { functionId } = model.authorizer;
      functions[functionId] = add(functionId, authorizer, AUTHORIZER_LIMITS);
    }
    return { functions, close };
  } catch (error) {
    await close();
    throw error;
  }
}
