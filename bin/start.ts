/** `npm start`: the whole API on this machine. */
import { basename } from 'node:path';
import { DEFAULT_PACK } from '../lambda/face/models/manifest.ts';
import { chosenCalibration } from '../layers/models/calibration-choice.ts';
import { ensureModels } from '../layers/models/fetch.ts';
import { commandLine, namedValues, runCommand, wholeNumber } from '../lib/cli/command-line.ts';
import { inProcessFunctions } from '../lib/local/functions.ts';
import type { GatewayLogEntry } from '../lib/local/gateway/gateway.ts';
import { startLocalApi } from '../lib/local/local-api.ts';
import { localStack } from '../lib/local/template/local-stack.ts';
import { welcome } from '../lib/local/welcome.ts';

const USAGE =
  'Usage: [PORT=3000] npm start -- [--ric] [-c NAME=VALUE …]\n--ric runs the bundled functions under the Lambda runtime ' +
  'client, each in processes of its own.\n-c sets what `cdk deploy -c` sets, e.g. -c threshold=0.8 (docs/settings.md).';

await runCommand(async () => {
  const args = process.argv.slice(2);
  const { ric, context } = commandLine(
    args,
    { ric: { type: 'boolean', default: false }, context: { type: 'string', short: 'c', multiple: true } },
    USAGE,
  );
  const port = wholeNumber(process.env.PORT ?? '3000', 'PORT', 0, 65_535);
  const stack = await localStack(namedValues(context ?? [], '-c', USAGE));
  const { PACK: pack = DEFAULT_PACK, CALIBRATION: calibration } = stack.compare.environment;
  if (calibration !== undefined) await chosenCalibration(basename(calibration), pack);
  const MODELS_DIR = await ensureModels({ pack, report: print });
  let closeFunctions = async (): Promise<void> => {};
  const api = await startLocalApi({
    port,
    args,
    model: stack.model,
    table: stack.table,
    functions: async (addresses) => {
      const environment = { ...addresses, MODELS_DIR };
      if (!ric) return inProcessFunctions(stack, environment);
      const { ricFunctions } = await import('../lib/local/runtime/ric-functions.ts');
      const { functions, close } = await ricFunctions(stack, environment, { report: print });
      closeFunctions = close;
      return functions;
    },
    log: (entry) => print(line(entry)),
  });
  print(`\n${welcome(api.url, await api.token(), api.app, process.cwd())}\n`);

  const stop = async () => {
    // A second Ctrl-C does not wait.
    process.once('SIGINT', () => process.exit(130));
    await api.close();
    await closeFunctions();
    process.exit(0);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
});

function line({ method, route, statusCode, milliseconds, requestId, refusal }: GatewayLogEntry): string {
  return [method, route ?? '(no such route)', statusCode, `${milliseconds} ms`, requestId, refusal ?? '']
    .join(' ')
    .trim();
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
