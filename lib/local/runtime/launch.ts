import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../cli/root.ts';
import type { FunctionDefinition } from '../template/template-resources.ts';

/** A Lambda function that can be run. Its process gets only the variables in `environment` and Lambda's own. */
export interface FunctionConfiguration extends FunctionDefinition {
  readonly name: string;
  /** Folder with the handler's module; /var/task on AWS. */
  readonly taskRoot: string;
  /** "index.handler" */
  readonly handler: string;
}

/**
 * Starts a runtime process for a function, with its standard output and error piped.
 *
 * @param apiPort port of the Runtime API on 127.0.0.1
 */
export type Launch = (configuration: FunctionConfiguration, apiPort: number) => Promise<ChildProcess>;

/** Folder of aws-lambda-ric, the runtime client of AWS; its `index.mjs` is the program that runs a handler. */
export const RUNTIME_CLIENT_DIR = join(ROOT, 'node_modules/aws-lambda-ric');
/** Folder of the modules that are loaded before the runtime client, and the first of them. */
export const PRELOAD_DIR = join(import.meta.dirname, 'client');
export const PRELOAD = 'preload.mts';
const END_WITH_PARENT = join(PRELOAD_DIR, 'end-with-parent.mts');

/**
 * Starts a process on this machine, with all the rights of its user. It ends with this process, even if this one is killed,
 * because this one holds the other end of its standard input. It has its own process group, so that Ctrl-C in a terminal
 * reaches only this process, which lets requests finish before it ends the others.
 */
export const launchProcess: Launch = async (configuration, apiPort) => {
  const { taskRoot } = configuration;
  const [node, ...parameters] = runtimeCommand(process.execPath, join(PRELOAD_DIR, PRELOAD), RUNTIME_CLIENT_DIR);
  const env = runtimeEnvironment(configuration, taskRoot, apiPort);
  const child = spawn(node, ['--import', END_WITH_PARENT, ...parameters], {
    cwd: taskRoot,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  // Nothing is written to it.
  child.stdin.on('error', () => {});
  return child;
};

/**
 * Returns the command that starts the runtime client. All paths are those that the process sees.
 *
 * @param node path of the Node.js binary
 */
export function runtimeCommand(node: string, preload: string, clientDir: string): [string, ...string[]] {
  return [node, '--import', preload, join(clientDir, 'index.mjs')];
}

/**
 * Returns the variables that Lambda sets (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), and the
 * function's own.
 *
 * @param taskRoot the path that the process sees
 */
export function runtimeEnvironment(
  configuration: FunctionConfiguration,
  taskRoot: string,
  apiPort: number,
): Record<string, string> {
  const { name, handler, memoryMb, environment } = configuration;
  const region = environment.AWS_REGION ?? 'eu-west-1';
  return {
    ...environment,
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${apiPort}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}
