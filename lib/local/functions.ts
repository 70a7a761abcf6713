import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CLIENT_LIMITS_FILE } from '../../lambda/authorizer/client-limits.ts';
import { assemblePlayground } from '../../layers/playground.ts';
import type { Invoker } from './gateway/authorizer-call.ts';
import { catchAllOf, isIssuer, isPlayground } from './gateway/gateway-model.ts';
import { type RicFunctions, type RicOptions, ricFunctions } from './runtime/ric-functions.ts';
import type { LocalStack } from './template/local-stack.ts';
import type { FunctionDefinition, FunctionEnvironment } from './template/template-resources.ts';

/** Variables of this process that local functions must not see, such as credentials of a real account. */
const NOT_INHERITED = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL',
  'APPS_TABLE',
  'CLIENT_LIMITS',
  'JWKS_URI',
  'REVOCATION',
  'SIGNING_KEYS',
];

/** What of the stack the functions are made from. */
export type FunctionsOfStack = Pick<LocalStack, 'model' | 'functions'> & Partial<Pick<LocalStack, 'clientLimits'>>;

export interface LocalFunctionsOptions extends RicOptions {
  /** Runs the authorizer, the issuer, the playground and the catch-all under the runtime client too. */
  readonly ric: boolean;
}

/**
 * Makes the real functions. The compare function always runs in separate processes under AWS's runtime
 * client, one of which has started when this returns. All others are quick, so they run in this process
 * unless all functions are to run as on AWS.
 *
 * @param overrides variables that replace those of the template
 * @returns the functions by the ids that the stack's model has for them
 * @throws Error when the compare function does not start
 */
export async function localFunctions(
  stack: FunctionsOfStack,
  overrides: FunctionEnvironment,
  { ric, report, ...options }: LocalFunctionsOptions,
): Promise<Pick<RicFunctions, 'functions' | 'close'>> {
  if (ric) return ricFunctions(stack, overrides, { ...options, report });
  const { routes } = stack.model;
  const catchAll = catchAllOf(stack.model);
  // The catch-all has every path, too, with the method ANY.
  const compare = routes.flatMap(({ functionId, path }) => {
    const another = isPlayground(path) || isIssuer(path) || functionId === null || functionId === catchAll;
    return another ? [] : functionId;
  });
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
 * Loads the authorizer, the issuer, the playground and the catch-all into this process. Their modules read the environment while they are
 * loaded, so a process can do this only once. The variables of all are set together.
 */
async function inProcessFunctions(
  { model, functions: definitions, clientLimits }: FunctionsOfStack,
  overrides: FunctionEnvironment,
): Promise<Record<string, Invoker>> {
  for (const name of NOT_INHERITED) delete process.env[name];
  const functions: Record<string, Invoker> = {};
  const catchAll = catchAllOf(model);
  const idOf = (belongs: (path: string) => boolean): string | null => {
    const route = model.routes.find(({ functionId, path }) => {
      return functionId !== null && functionId !== catchAll && belongs(path);
    });
    return route?.functionId ?? null;
  };
  const [playground, issuer] = [idOf(isPlayground), idOf(isIssuer)];
  const authorizer = model.authorizer?.functionId ?? null;
  // The authorizer's come last: the issuer's table is none of its variables unless it reads it, too.
  for (const id of [catchAll, playground, issuer, authorizer])
    if (id !== null) Object.assign(process.env, definitions[id]!.environment);
  Object.assign(process.env, overrides);
  if (playground !== null) functions[playground] = invoker(await playgroundHandler(), playground, definitions);
  if (catchAll !== null) {
    const { handler } = await import('../../lambda/catch-all/handler.ts');
    functions[catchAll] = invoker(handler as LambdaHandler, catchAll, definitions);
  }
  if (issuer !== null) {
    const { handler } = await import('../../lambda/issuer/handler.ts');
    functions[issuer] = invoker(handler as LambdaHandler, issuer, definitions);
  }
  if (authorizer !== null) {
    const folder = await mkdtemp(join(tmpdir(), 'face-comparison-clients-'));
    try {
      process.env.CLIENT_LIMITS = join(folder, CLIENT_LIMITS_FILE);
      await writeFile(process.env.CLIENT_LIMITS, clientLimits ?? '{}');
      const { handler } = await import('../../lambda/authorizer/handler.ts');
      functions[authorizer] = invoker(handler as LambdaHandler, authorizer, definitions);
    } finally {
      await rm(folder, { recursive: true });
    }
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
function invoker(
  handler: LambdaHandler,
  functionName: string,
  definitions: Readonly<Record<string, FunctionDefinition>>,
): Invoker {
  const { timeoutMs, memoryMb } = definitions[functionName]!;
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
