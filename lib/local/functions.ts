import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assemblePlayground } from '../../layers/playground.ts';
import type { Invoker } from './gateway/authorizer-call.ts';
import { isPlayground } from './gateway/gateway-model.ts';
import type { LocalStack } from './template/local-stack.ts';
import type { FunctionDefinition, FunctionEnvironment } from './template/template-resources.ts';

/** Variables of this process that local functions must not see, such as credentials of a real account. */
const NOT_INHERITED = ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL', 'USAGE_KEYS'];

/**
 * Loads the real functions into this process. Their modules read the environment while they are loaded, so a process can
 * do this only once. The variables of all functions are set together.
 *
 * @param overrides variables that replace those of the template and of this process
 * @returns the functions by the ids that the stack's model has for them
 */
export async function inProcessFunctions(
  { model, functions: definitions }: Pick<LocalStack, 'model' | 'functions'>,
  overrides: FunctionEnvironment,
): Promise<Record<string, Invoker>> {
  for (const name of NOT_INHERITED) delete process.env[name];
  for (const { environment } of Object.values(definitions)) Object.assign(process.env, environment);
  Object.assign(process.env, overrides);
  const authorizer = await import('../../lambda/authorizer/handler.ts');
  const compare = await import('../../lambda/compare/handler.ts');

  const functions: Record<string, Invoker> = {};
  for (const { functionId, path } of model.routes) {
    if (functionId === null || functionId in functions) continue;
    const handler = isPlayground(path) ? await playgroundHandler() : (compare.handler as LambdaHandler);
    functions[functionId] = invoker(handler, functionId, definitions[functionId]!);
  }
  if (model.authorizer !== null) {
    const { functionId } = model.authorizer;
    functions[functionId] = invoker(authorizer.handler as LambdaHandler, functionId, definitions[functionId]!);
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
