import { CommanderError } from 'commander';
import { SettingsError } from '../../lambda/errors/settings-error.ts';
import { command, UsageError } from '../cli/command.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { cdkContext } from '../local/template/cdk-context.ts';
import { readSettings, type Settings } from '../stack/settings/read-settings.ts';
import { SETTINGS_FOLDER, withStageFile } from '../stack/settings/stage-file.ts';
import { checkAccount } from './account.ts';
import { type CheckResult, failed, ok, unknown } from './check.ts';
import { checkHealth, checkToken } from './deployment.ts';
import { checkIssuer, type ExpectedTokens } from './issuer.ts';
import { checkDocker, checkModels, checkNode } from './machine.ts';
import { doctorReport } from './report.ts';

export interface DoctorOutput {
  out(text: string): void;
  err(text: string): void;
  /** Whether `out` is a terminal that shows colours. */
  readonly symbols: boolean;
}

interface DoctorOptions {
  readonly stage: string | null;
  readonly baseUrl: string | null;
  readonly token: string | null;
  readonly json: boolean;
}

/**
 * The command `npm run doctor`: checks everything that a deployment needs, and a deployment where its address is given.
 *
 * @param settingsFolder holds the files of the stages
 * @returns the exit code: 0 where nothing failed, 1 where something did, 2 for wrong usage
 */
export async function doctor(
  args: readonly string[],
  { out, err, symbols }: DoctorOutput,
  settingsFolder = SETTINGS_FOLDER,
): Promise<0 | 1 | 2> {
  let options: DoctorOptions;
  try {
    options = readOptions(args, out);
  } catch (error) {
    if (error instanceof CommanderError) return 0;
    if (!(error instanceof UsageError)) throw error;
    err(`${error.message}\n`);
    return 2;
  }
  const progress = progressBar('checks', { write: err, isTTY: process.stderr.isTTY });
  const results = await diagnose(options, settingsFolder, progress);
  out(options.json ? `${JSON.stringify(results, null, 2)}\n` : `${doctorReport(results, symbols)}\n`);
  return results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
}

function readOptions(args: readonly string[], out: (text: string) => void): DoctorOptions {
  return command('npm run doctor --', 'Checks everything that a deployment needs, and says what to do.')
    .option('--stage <name>', 'the settings of this stage; default: prod')
    .option('--base-url <url>', 'address of a deployment, with its stage, to check that too', baseUrl)
    .option('--token <token>', 'a token, to check it as the deployment would', anyToken)
    .option('--json', 'print the results as JSON')
    .addHelpText('after', '\nExit code 0: nothing failed, 1: something failed, 2: wrong usage.')
    .configureOutput({ writeOut: out })
    .parse(args, { from: 'user' })
    .opts<DoctorOptions>();
}

/** A mistake is not quoted: the URL may hold a password. */
function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const usable = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && !/[?#]/.test(text);
  if (!usable) throw new UsageError('Expected an http or https URL without query for --base-url.');
  return text.replace(/\/+$/, '');
}

/** A mistake is not quoted: it may be a token. */
function anyToken(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new UsageError('Expected a token without spaces for --token.');
}

async function diagnose(
  { stage, baseUrl: url, token }: DoctorOptions,
  folder: string,
  progress: (done: number, total: number) => void,
): Promise<CheckResult[]> {
  const context = { ...(await cdkContext()), ...(stage === null ? {} : { stage }) };
  const machine = [checkNode(), await checkDocker()];
  const { settings, results } = settingsOf(context, folder);
  if (settings === null) {
    const health = url === null ? [] : [await checkHealth(url)];
    const others = ['Models', 'Credentials', 'Issuer', ...(token === null ? [] : ['Token'])];
    const skipped = others.map((check) =>
      unknown(check, 'Not checked without valid settings.', 'Fix the settings first.'),
    );
    return [...machine, ...results, ...skipped, ...health];
  }
  const qualifier = (context as Record<string, unknown>)['@aws-cdk/core:bootstrapQualifier'];
  let expected: ExpectedTokens | null = null;
  const checks: readonly (() => Promise<readonly CheckResult[]>)[] = [
    async () => [await checkModels(settings.pack)],
    () => checkAccount(settings, typeof qualifier === 'string' ? qualifier : undefined),
    async () => {
      const issuer = await checkIssuer(settings, url);
      expected = issuer.expected;
      return issuer.results;
    },
    ...(url === null ? [] : [async () => [await checkHealth(url)]]),
    ...(token === null ? [] : [async () => [await checkToken(token, settings, expected)]]),
  ];
  const all = [...machine, ...results];
  for (const [i, check] of checks.entries()) {
    all.push(...(await check()));
    progress(i + 1, checks.length);
  }
  return all;
}

function settingsOf(
  context: Readonly<Record<string, unknown>>,
  folder: string,
): { settings: Settings | null; results: CheckResult[] } {
  const check = 'Settings';
  try {
    const settings = readSettings(withStageFile(context, folder));
    return { settings, results: [ok(check, `The settings of the stage ${settings.stage} are valid.`)] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const remedy = 'Correct it; docs/settings.md lists all settings.';
    return { settings: null, results: error.message.split('\n').map((mistake) => failed(check, mistake, remedy)) };
  }
}
