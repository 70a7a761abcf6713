import { join } from 'node:path';
import { SettingsError } from '../lambda/errors/settings-error.ts';
import { isAssemblyMistake } from '../layers/assemble.ts';
import { assembleCode } from '../layers/assemble-code.ts';
import { ROOT } from '../lib/cli/root.ts';
import { faceComparisonApp } from '../lib/stack/app.ts';
import { expectPinnedEnvironment } from '../lib/stack/deployment/pinned-environment.ts';
import { addChecks } from '../lib/stack/nag.ts';
import { addNotices } from '../lib/stack/notices.ts';
import type { Settings } from '../lib/stack/settings/read-settings.ts';
import { SETTINGS_FOLDER } from '../lib/stack/settings/stage-file.ts';

/** The CDK app: `npx cdk synth`, `npx cdk deploy`. */
try {
  const made = await faceComparisonApp(codeFor, {}, SETTINGS_FOLDER);
  addChecks(made);
  await addNotices(made, process.env);
  made.app.synth();
} catch (error) {
  if (!(error instanceof SettingsError) && !isAssemblyMistake(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function codeFor(settings: Settings) {
  expectPinnedEnvironment(settings, process.env);
  const { architecture, pack, calibration, randomPairCalibration: randomPairs } = settings;
  const report = (line: string) => console.error(line);
  // In the output of the CDK CLI, which it locks: two syntheses at a time have an output each.
  const folder = join(process.env.CDK_OUTDIR ?? join(ROOT, 'build'), 'code');
  return assembleCode(folder, { architecture, pack, calibration, randomPairs, report });
}
