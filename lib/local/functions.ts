import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assemblePlayground } from '../../layers/playground.ts';
import type { Invoker } from './gateway/authorizer-call.ts';
import { type GatewayModel, isPlayground } from './gateway/gateway-model.ts';
import type { FunctionEnvironment } from './template/template-resources.ts';

/** Credentials of a real account have no business in local functions. */
const NOT_INHERITED = ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL', 'USAGE_KEYS'];

/**
 * The real functions in this process. Their modules read the environment when they are loaded, which can happen only
 * once for each process.
 *
 * @param environment the functions' variables; they override what this process has
 * @returns by the function ids of the model: the authorizer's, the playground's, and the compare function for every other
 */
export async function inProcessFunctions(
  model: GatewayModel,
  environment: FunctionEnvironment,
): Promise<Record<string, Invoker>> {
  for (const name of NOT_INHERITED) delete process.env[name];
  Object.assign(process.env, environment);
  const authorizer = await import('../../lambda/authorizer/handler.ts');
  const compare = await import('../../lambda/compare/handler.ts');

  const functions: Record<string, Invoker> = {};
  for (const { functionId, timeoutMs, path } of model.routes) {
    if (functionId === null || functionId in functions) continue;
    const handler = isPlayground(path) ? await playgroundHandler() : (compare.handler as LambdaHandler);
    functions[functionId] = invoker(handler, functionId, timeoutMs);
  }
  if (model.authorizer !== null) {
    const { functionId } = model.authorizer;
    functions[functionId] = invoker(authorizer.handler as LambdaHandler, functionId, 29_000);
  }
  return functions;
}

/** As it is deployed, for the page has to be built anyway; it reads its page while it is loaded. */
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

/** Calls a handler with a context like Lambda's (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html). */
function invoker(handler: LambdaHandler, functionName: string, timeoutMs: number): Invoker {
  return async (event) => {
    const deadline = Date.now() + timeoutMs;
    return handler(event, {
      awsRequestId: randomUUID(),
      functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: `arn:aws:lambda:eu-west-1:000000000000:function:${functionName}`,
      logGroupName: `/aws/lambda/${functionName}`,
      logStreamName: 'local',
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '3008',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => deadline - Date.now(),
    });
  };
}
