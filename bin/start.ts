/** `npm start`: the whole API on this machine. */
import { ensureModels } from '../layers/models/fetch.ts';
import { commandLine, runCommand, wholeNumber } from '../lib/local/command-line.ts';
import { inProcessFunctions } from '../lib/local/functions.ts';
import type { GatewayLogEntry } from '../lib/local/gateway.ts';
import { startLocalApi } from '../lib/local/local-api.ts';
import { localModel } from '../lib/local/model.ts';
import { welcome } from '../lib/local/welcome.ts';

const USAGE =
  'Usage: [PORT=3000] npm start\nTHRESHOLD, PACK, CALIBRATION and MAX_FILE_BYTES are handed on to the function.';

await runCommand(async () => {
  commandLine(process.argv.slice(2), {}, USAGE);
  const port = wholeNumber(process.env.PORT ?? '3000', 'PORT', 0, 65_535);
  const pack = process.env.PACK;
  const modelsDir = await ensureModels({ ...(pack ? { pack } : {}), report: print });
  const model = await localModel();
  const api = await startLocalApi({
    port,
    model,
    functions: (environment) => inProcessFunctions(model, { ...environment, MODELS_DIR: modelsDir }),
    log: (entry) => print(line(entry)),
  });
  print(`\n${welcome(api.url, await api.token(), api.app, process.cwd())}\n`);

  const stop = async () => {
    // A second Ctrl-C does not wait.
    process.once('SIGINT', () => process.exit(130));
    await api.close();
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
