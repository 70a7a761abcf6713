import { SettingsError } from '../lambda/errors/settings-error.ts';
import { assembleAuthorizer, assembleImage, assembleIssuer, isAssemblyMistake } from '../layers/assemble.ts';
import { assemblePlayground } from '../layers/playground.ts';
import { faceComparisonApp } from '../lib/stack/app.ts';
import { addChecks } from '../lib/stack/nag.ts';
import type { Settings } from '../lib/stack/settings/read-settings.ts';

/** The CDK app: `npx cdk synth`, `npx cdk deploy`. */
try {
  const made = await faceComparisonApp(assemble);
  addChecks(made);
  made.app.synth();
} catch (error) {
  if (!(error instanceof SettingsError) && !isAssemblyMistake(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function assemble({ architecture, pack, calibration, randomPairCalibration: randomPairs, clients }: Settings) {
  const report = (line: string) => console.error(line);
  const { folder } = await assembleImage({ architecture, pack, calibration, randomPairs, report });
  return {
    image: folder,
    authorizer: await assembleAuthorizer(undefined, clients),
    issuer: await assembleIssuer(),
    playground: await assemblePlayground(),
  };
}
