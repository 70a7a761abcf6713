/** `npm start`: the whole API on this machine. */
import { ensureModels } from '../layers/models/fetch.ts';
import { commandLine, runCommand, wholeNumber } from '../lib/local/command-line.ts';
import { inProcessFunctions } from '../lib/local/functions.ts';
import type { GatewayLogEntry } from '../lib/local/gateway.ts';
import { startLocalApi } from '../lib/local/local-api.ts';
import { localModel } from '../lib/local/model.ts';
import { welcome } from '../lib/local/welcome.ts';

const USAGE =
  'Usage: [PORT=3000] npm start -- [--ric]\n--ric runs the bundled functions under the Lambda runtime client, each in ' +
  'processes of its own.\nTHRESHOLD, PACK, CALIBRATION and MAX_FILE_BYTES are handed on to the function.';

await runCommand(async () => {
  const { ric } = commandLine(process.argv.slice(2), { ric: { type: 'boolean', default: false } }, USAGE);
  const port = wholeNumber(process.env.PORT ?? '3000', 'PORT', 0, 65_535);
  const pack = process.env.PACK;
  const modelsDir = await ensureModels({ ...(pack ? { pack } : {}), report: print });
  const model = await localModel();
  let closeFunctions = async (): Promise<void> => {};
  const api = await startLocalApi({
    port,
    model,
    functions: async (environment) => {
      const variables = { ...environment, MODELS_DIR: modelsDir };
      if (!ric) return inProcessFunctions(model, variables);
      const { ricFunctions } = await import('../lib/runtime/ric-functions.ts');
      const { functions, close } = await ricFunctions(model, variables, { report: print });
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
