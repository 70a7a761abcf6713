import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction } from '../../../layers/bundle.ts';
import { assemblePlayground } from '../../../layers/playground.ts';
import { ROOT } from '../../cli/root.ts';
import type { Invoker } from '../gateway/authorizer-call.ts';
import { isPlayground } from '../gateway/gateway-model.ts';
import type { LocalStack } from '../template/local-stack.ts';
import type { FunctionEnvironment } from '../template/template-resources.ts';
import type { EnvironmentOptions } from './lambda-environment.ts';
import { LambdaFunction } from './lambda-function.ts';

/** Each environment of the compare function holds its own copy of the models. */
const MAX_ENVIRONMENTS = 4;

export interface RicFunctions {
  /** By the ids that the stack's model has for them. */
  readonly functions: Readonly<Record<string, Invoker>>;
  close(): Promise<void>;
}

export interface RicOptions extends Pick<EnvironmentOptions, 'launch' | 'log'> {
  /** Receives a line for each cold start. */
  readonly report: (line: string) => void;
}

/**
 * Bundles the functions as they are deployed. AWS's runtime client runs each in processes of its own, which start when
 * they are needed, with the limits and variables that the stack's template gives the function.
 *
 * @param overrides variables of all functions; they replace those of the template
 */
export async function ricFunctions(
  { model, functions: definitions }: Pick<LocalStack, 'model' | 'functions'>,
  overrides: FunctionEnvironment,
  { report, ...options }: RicOptions,
): Promise<RicFunctions> {
  const folder = await mkdtemp(join(tmpdir(), 'face-comparison-functions-'));
  const made: LambdaFunction[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(made.map((each) => each.close()));
    await rm(folder, { recursive: true, force: true });
  };
  const add = (name: string, taskRoot: string): Invoker => {
    const { memoryMb, timeoutMs, environment: own } = definitions[name]!;
    const environment = { ...own, ...overrides };
    const configuration = { name, taskRoot, handler: 'index.handler', memoryMb, timeoutMs, environment };
    const started = (milliseconds: number) => report(`${name}: cold start in ${Math.round(milliseconds)} ms`);
    const limit = Math.min(MAX_ENVIRONMENTS, availableParallelism());
    const created = new LambdaFunction(configuration, limit, { ...options, started });
    made.push(created);
    return (event) => created.invoke(event);
  };

  try {
    const [compare, authorizer] = [join(folder, 'compare'), join(folder, 'authorizer')];
    await bundleFunction(join(ROOT, 'lambda/compare/handler.ts'), compare);
    // The native packages of the compare function are those of this machine.
    await symlink(join(ROOT, 'node_modules'), join(compare, 'node_modules'), 'dir');
    await bundleFunction(join(ROOT, 'lambda/authorizer/handler.ts'), authorizer);

    const functions: Record<string, Invoker> = {};
    for (const { functionId, path } of model.routes) {
      if (functionId === null || functionId in functions) continue;
      functions[functionId] = isPlayground(path)
        ? add(functionId, await assemblePlayground(join(folder, 'playground')))
        : add(functionId, compare);
    }
    if (model.authorizer !== null) {
      const { functionId } = model.authorizer;
      functions[functionId] = add(functionId, authorizer);
    }
    return { functions, close };
  } catch (error) {
    await close();
    throw error;
  }
}
