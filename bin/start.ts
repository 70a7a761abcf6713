/** `npm start`: the whole API on this machine. */
import { basename, join } from 'node:path';
import { Option } from 'commander';
import { DEFAULT_PACK } from '../lambda/face/models/manifest.ts';
import { command, namedValue, runCommand, wholeNumber } from '../lib/cli/command.ts';
import type { GatewayLogEntry } from '../lib/local/gateway/gateway.ts';
import { localDir } from '../lib/local/state/state.ts';
import { stopOnSignal } from '../lib/local/stop.ts';
import { welcome } from '../lib/local/welcome.ts';

interface StartOptions {
  readonly port: number;
  readonly ric: boolean;
  readonly stage: string | null;
  /** Settings of the stack. */
  readonly context: Readonly<Record<string, string>>;
}

await runCommand(
  command('npm start --', 'Runs the whole API on this machine.')
    .addOption(new Option('--port <n>', 'port').env('PORT').default(3000).argParser(wholeNumber(0, 65_535)))
    .option('--ric', 'run all functions under the Lambda runtime client, and report cold starts')
    .option('--stage <name>', 'take the settings of a stage: the file of this name in settings/; default: prod')
    .option(
      '-c, --context <name=value>',
      'set what `cdk deploy -c` sets, such as threshold=0.8 (docs/settings.md); may be repeated',
      namedValue,
      {},
    )
    .action(start),
);

async function start({ port, ric, stage, context }: StartOptions): Promise<void> {
  const args = process.argv.slice(2);
  const { expectToStart, startLocalApi } = await import('../lib/local/local-api.ts');
  await expectToStart({ port, args });
  const { localStack } = await import('../lib/local/template/local-stack.ts');
  const { SETTINGS_FOLDER } = await import('../lib/stack/settings/stage-file.ts');
  const stack = await localStack(stage === null ? context : { ...context, stage }, SETTINGS_FOLDER);
  const { PACK: pack = DEFAULT_PACK, CALIBRATION: calibration } = stack.compare.environment;
  const randomPairs = stack.compare.environment.RANDOM_PAIR_CALIBRATION === 'true';
  const { checkCalibration, chosenCalibration } = await import('../layers/models/calibration-choice.ts');
  if (calibration === undefined) await checkCalibration(null, pack, { randomPairs });
  else await chosenCalibration(basename(calibration), pack, { randomPairs });
  const { ensureModels } = await import('../layers/models/fetch.ts');
  const MODELS_DIR = await ensureModels({ pack, report: print });
  let closeFunctions = async (): Promise<void> => {};
  const api = await startLocalApi({
    port,
    args,
    model: stack.model,
    table: stack.table,
    moreTables: stack.moreTables,
    signingKeys: stack.signingKeys,
    usageSalt: stack.usageSalt,
    tokenSeconds: stack.tokenSeconds,
    functions: async (addresses) => {
      const environment = { ...addresses, MODELS_DIR };
      const { localFunctions } = await import('../lib/local/functions.ts');
      // In this place a start replaces what one before it left, since one at a time has the directory.
      const options = { ric, report: print, folder: join(localDir(), 'functions') };
      const { functions, close } = await localFunctions(stack, environment, options);
      closeFunctions = close;
      return functions;
    },
    log: (entry) => print(line(entry)),
  });
  stopOnSignal(async () => {
    await api.close();
    await closeFunctions();
  });
  print(`\n${welcome(api.url, await api.token(), api.app, process.cwd())}\n`);
}

function line({ method, route, statusCode, milliseconds, requestId, refusal }: GatewayLogEntry): string {
  return [method, route ?? '(no such route)', statusCode, `${milliseconds} ms`, requestId, refusal ?? '']
    .join(' ')
    .trim();
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
