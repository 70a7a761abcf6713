import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assemblePlayground } from '../../layers/playground.ts';
import type { Invoker } from './gateway/authorizer-call.ts';
import { isPlayground } from './gateway/gateway-model.ts';
import { type RicFunctions, type RicOptions, ricFunctions } from './runtime/ric-functions.ts';
import type { LocalStack } from './template/local-stack.ts';
import type { FunctionDefinition, FunctionEnvironment } from './template/template-resources.ts';

/** Variables of this process that local functions must not see, such as credentials of a real account. */
const NOT_INHERITED = ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL', 'USAGE_KEYS'];

export interface LocalFunctionsOptions extends RicOptions {
  /** Runs the authorizer and the playground under the runtime client too. */
  readonly ric: boolean;
}

/**
 * Makes the real functions. The compare function always runs beside this process, in processes of its own under AWS's runtime
 * client, one of which has started when this returns. The authorizer and the playground are quick, so they run in this
 * process unless all functions are to run as on AWS.
 *
 * @param overrides variables that replace those of the template
 * @returns the functions by the ids that the stack's model has for them
 * @throws Error when the compare function does not start
 */
export async function localFunctions(
  stack: Pick<LocalStack, 'model' | 'functions'>,
  overrides: FunctionEnvironment,
  { ric, report, ...options }: LocalFunctionsOptions,
): Promise<Pick<RicFunctions, 'functions' | 'close'>> {
  if (ric) return ricFunctions(stack, overrides, { ...options, report });
  const { routes } = stack.model;
  const compare = routes.flatMap(({ functionId, path }) => (isPlayground(path) ? [] : [functionId ?? []].flat()));
  const beside = await ricFunctions(stack, overrides, { ...options, report: () => {}, only: new Set(compare) });
  try {
    const within = await inProcessFunctions(stack, overrides);
    // Only now, since it connects to the audit table, whose listener is in this process.
    await beside.start();
    return { functions: { ...within, ...beside.functions }, close: beside.close };
  } catch (error) {
    await beside.close();
    throw error;
  }
}

/**
 * Loads the authorizer and the playground into this process. Their modules read the environment while they are loaded, so
 * a process can do this only once. The variables of both are set together.
 */
async function inProcessFunctions(
  { model, functions: definitions }: Pick<LocalStack, 'model' | 'functions'>,
  overrides: FunctionEnvironment,
): Promise<Record<string, Invoker>> {
  for (const name of NOT_INHERITED) delete process.env[name];
  const functions: Record<string, Invoker> = {};
  const playground = model.routes.find(({ functionId, path }) => functionId !== null && isPlayground(path));
  const ids = [model.authorizer?.functionId, playground?.functionId].filter((id) => typeof id === 'string');
  for (const id of ids) Object.assign(process.env, definitions[id]!.environment);
  Object.assign(process.env, overrides);
  if (playground?.functionId) {
    const id = playground.functionId;
    functions[id] = invoker(await playgroundHandler(), id, definitions[id]!);
  }
  if (model.authorizer !== null) {
    const { functionId: id } = model.authorizer;
    const { handler } = await import('../../lambda/authorizer/handler.ts');
    functions[id] = invoker(handler as LambdaHandler, id, definitions[id]!);
  }
  return functions;
}

/** Builds the playground as it is deployed and returns its handler. The module reads the page while it is loaded. */
async function playgroundHandler(): Promise<LambdaHandler> {
  const folder = await mkdtemp(join(tmpdir(), 'face-comparison-playground-'));
  try {
    const bundle = await assemblePlayground(folder);
    return (await import(pathToFileURL(join(bundle, 'index.mjs')).href)).handler;
  } finally {
    await rm(folder, { recursive: true });
  }
}

type LambdaHandler = (event: unknown, context: unknown) => Promise<unknown>;

/** Returns an invoker with a context like Lambda's (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html). */
function invoker(handler: LambdaHandler, functionName: string, { timeoutMs, memoryMb }: FunctionDefinition): Invoker {
  return async (event) => {
    const deadline = Date.now() + timeoutMs;
    return handler(event, {
      awsRequestId: randomUUID(),
      functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: `arn:aws:lambda:eu-west-1:000000000000:function:${functionName}`,
      logGroupName: `/aws/lambda/${functionName}`,
      logStreamName: 'local',
      memoryLimitInMB: String(memoryMb),
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => deadline - Date.now(),
    });
  };
}
