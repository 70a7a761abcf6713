/** `npm start`: the whole API on this machine. */
import { basename, join } from 'node:path';
import { Option } from 'commander';
import { DEFAULT_PACK } from '../lambda/face/models/manifest.ts';
import { command, namedValue, runCommand, wholeNumber } from '../lib/cli/command.ts';
import { painted } from '../lib/cli/paint.ts';
import { divertFunctionLog, functionLog } from '../lib/local/function-log.ts';
import { requestLine } from '../lib/local/request-line.ts';
import { localDir } from '../lib/local/state/state.ts';
import { stopOnSignal } from '../lib/local/stop.ts';
import { settingsInForce, welcome } from '../lib/local/welcome.ts';

interface StartOptions {
  readonly port: number;
  readonly ric: boolean;
  readonly logs: boolean;
  readonly stage: string | null;
  /** Settings of the stack. */
  readonly context: Readonly<Record<string, string>>;
}

await runCommand(
  command('npm start --', 'Runs the whole API on this machine.')
    .addOption(new Option('--port <n>', 'port').env('PORT').default(3000).argParser(wholeNumber(0, 65_535)))
    .option('--ric', 'run all functions under the Lambda runtime client, and report cold starts')
    .option('--logs', 'print the JSON logs and metrics of the functions, too')
    .option('--stage <name>', 'take the settings of a stage: the file of this name in settings/; default: prod')
    .option(
      '-c, --context <name=value>',
      'set what `cdk deploy -c` sets, such as threshold=0.8 (docs/settings.md); may be repeated',
      namedValue,
      {},
    )
    .action(start),
);

async function start({ port, ric, logs, stage, context }: StartOptions): Promise<void> {
  const log = functionLog(logs, (line) => print(line));
  const print = divertFunctionLog(process.stdout, (line) => log(line));
  const args = process.argv.slice(2);
  const { expectToStart, startLocalApi } = await import('../lib/local/local-api.ts');
  await expectToStart({ port, args });
  step('Reading the stack');
  const { localStack } = await import('../lib/local/template/local-stack.ts');
  const { SETTINGS_FOLDER } = await import('../lib/stack/settings/stage-file.ts');
  const stack = await localStack(stage === null ? context : { ...context, stage }, SETTINGS_FOLDER);
  const { PACK: pack = DEFAULT_PACK, CALIBRATION: calibration } = stack.compare.environment;
  const randomPairs = stack.compare.environment.RANDOM_PAIR_CALIBRATION === 'true';
  const { checkCalibration, chosenCalibration } = await import('../layers/models/calibration-choice.ts');
  if (calibration === undefined) await checkCalibration(null, pack, { randomPairs });
  else await chosenCalibration(basename(calibration), pack, { randomPairs });
  const { ensureModels } = await import('../layers/models/fetch.ts');
  step('Checking the models');
  const MODELS_DIR = await ensureModels({ pack, report: print });
  step('Starting the functions');
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
      const options = { ric, report: print, log, folder: join(localDir(), 'functions') };
      const { functions, close } = await localFunctions(stack, environment, options);
      closeFunctions = close;
      return functions;
    },
    log: (entry) => {
      const { text, tone } = requestLine(entry, new Date());
      print(painted(text, tone));
    },
  });
  stopOnSignal(async () => {
    await api.close();
    await closeFunctions();
  });
  step(null);
  print(`\n${welcome(api.url, await api.token(), api.app, settingsInForce(stack), process.cwd())}\n`);
}

/** Shows on a terminal what takes a while. `null` takes the last step away. */
function step(text: string | null): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text === null ? '' : `${text} …`}`);
}
