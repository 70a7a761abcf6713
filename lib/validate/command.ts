import { Option } from 'commander';
import { command, namedValue } from '../cli/command.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { cdkContext } from '../local/template/cdk-context.ts';
import { readSettings } from '../stack/settings/read-settings.ts';
import { SETTINGS_FOLDER, withStageFile } from '../stack/settings/stage-file.ts';
import { type CfnLintReport, cfnLint } from './cfn-lint.ts';
import { EXAMPLE_STAGES } from './example-stages.ts';
import { validationReport } from './report.ts';
import { Schemas } from './schema/schema.ts';
import { type StageReport, validateStage } from './stage.ts';

/** Number of steps: load the schemas, synthesize and apply the rules, run cfn-lint. */
const STEPS = 3;

interface ValidateOptions {
  readonly context: Readonly<Record<string, string>>;
  readonly stage: string | null;
  readonly json: boolean;
  readonly examples: boolean;
}

/**
 * Runs the command `npm run validate`: prints what AWS would reject in the stack.
 *
 * @param settingsFolder folder with the files of the stages
 * @returns the exit code: 0 if nothing was found, otherwise 1; controls of AWS Control Tower do not count
 * @throws UsageError when arguments are wrong; SettingsError when the settings have mistakes
 */
export async function validate(
  args: readonly string[],
  out: (text: string) => void,
  settingsFolder = SETTINGS_FOLDER,
): Promise<0 | 1> {
  const { context, stage, json, examples } = command(
    'npm run validate --',
    'Finds what AWS would reject, before a deployment.',
  )
    .addOption(
      new Option('-c, --context <name=value>', 'setting of the stack, overrides cdk.json; may be repeated')
        .argParser(namedValue)
        .default({}, 'none'),
    )
    .option('--stage <name>', 'the settings of this stage; default: prod')
    .option('--json', 'print the findings as JSON')
    .addOption(
      new Option('--examples', 'check an example stage of each kind')
        .default(false)
        .conflicts(['context', 'stage', 'json']),
    )
    .addHelpText('after', '\nExit code 0: nothing found, 1: something found, 2: wrong usage.')
    .parse(args, { from: 'user' })
    .opts<ValidateOptions>();
  if (examples) return validateExamples(out);
  const given = { ...(await cdkContext()), ...context, ...(stage === null ? {} : { stage }) };
  const settings = withStageFile(given, settingsFolder);
  // This reports mistakes at once, before the schemas are loaded.
  readSettings(settings);
  const progress = progressBar('steps');
  const schemas = await Schemas.load();
  progress(1, STEPS);
  const report = await validateStage(settings, schemas);
  progress(2, STEPS);
  const lint = await cfnLint(report.template);
  progress(STEPS, STEPS);
  const { template: _, ...findings } = report;
  out(json ? `${JSON.stringify({ ...findings, cfnLint: lint }, null, 2)}\n` : `${validationReport(report, lint)}\n`);
  return isClean(report, lint) ? 0 : 1;
}

async function validateExamples(out: (text: string) => void): Promise<0 | 1> {
  const schemas = await Schemas.load();
  const progress = progressBar('stages');
  const stages = Object.entries(EXAMPLE_STAGES);
  let clean = true;
  for (const [i, [name, context]] of stages.entries()) {
    const report = await validateStage(context, schemas);
    const lint = await cfnLint(report.template);
    out(`Example stage ${name}:\n${validationReport(report, lint)}\n\n`);
    clean &&= isClean(report, lint);
    progress(i + 1, stages.length);
  }
  return clean ? 0 : 1;
}

function isClean({ findings, nag }: StageReport, lint: CfnLintReport | null): boolean {
  return findings.length + nag.length + (lint?.errors.length ?? 0) === 0;
}
