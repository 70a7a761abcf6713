import { Option } from 'commander';
import { command, namedValue } from '../cli/command.ts';
import { cdkContext } from '../local/template/cdk-context.ts';
import { readSettings } from '../stack/settings/read-settings.ts';
import { SETTINGS_FOLDER, withStageFile } from '../stack/settings/stage-file.ts';
import { cfnLint } from './cfn-lint.ts';
import { validationReport } from './report.ts';
import { Schemas } from './schema/schema.ts';
import { validateStage } from './stage.ts';

interface ValidateOptions {
  readonly context: Readonly<Record<string, string>>;
  readonly stage: string | null;
  readonly json: boolean;
}

/**
 * The command `npm run validate`: prints what AWS would refuse in the stack.
 *
 * @param settingsFolder holds the files of the stages
 * @returns the exit code: 0 where nothing was found, 1 otherwise; controls of AWS Control Tower do not count
 * @throws UsageError for wrong arguments, SettingsError for settings with mistakes
 */
export async function validate(
  args: readonly string[],
  out: (text: string) => void,
  settingsFolder = SETTINGS_FOLDER,
): Promise<0 | 1> {
  const { context, stage, json } = command('npm run validate --', 'Finds what AWS would refuse, before a deployment.')
    .addOption(
      new Option('-c, --context <name=value>', 'setting of the stack, over those of cdk.json; repeat for more')
        .argParser(namedValue)
        .default({}, 'none'),
    )
    .option('--stage <name>', 'the settings of this stage; default: prod')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExit code 0: nothing found, 1: something found, 2: wrong usage.')
    .parse(args, { from: 'user' })
    .opts<ValidateOptions>();
  const given = { ...(await cdkContext()), ...context, ...(stage === null ? {} : { stage }) };
  const settings = withStageFile(given, settingsFolder);
  // Mistakes are said at once, before the schemas are loaded.
  readSettings(settings);
  const { template, ...report } = await validateStage(settings, await Schemas.load());
  const lint = await cfnLint(template);
  out(
    json
      ? `${JSON.stringify({ ...report, cfnLint: lint }, null, 2)}\n`
      : `${validationReport({ template, ...report }, lint)}\n`,
  );
  return report.findings.length + report.nag.length + (lint?.errors.length ?? 0) === 0 ? 0 : 1;
}
