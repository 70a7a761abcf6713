import { App, type AppProps, type Environment } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import type { FunctionCode } from './face-comparison.ts';
import { FaceComparisonStack } from './face-comparison-stack.ts';
import { readSettings, type Settings } from './settings/read-settings.ts';
import { withStageFile } from './settings/stage-file.ts';
import { stackNameOf } from './settings/stage-name.ts';

export interface FaceComparisonApp {
  readonly app: App;
  readonly stack: FaceComparisonStack;
  readonly settings: Settings;
}

/**
 * The CDK app with its one stack.
 *
 * @param codeFor the folders that hold what the functions run, given the settings
 * @param settingsFolder holds the files of the stages, whose settings the context overrides; without it none is read
 * @throws SettingsError when the context or the file has mistakes
 */
export async function faceComparisonApp(
  codeFor: (settings: Settings) => FunctionCode | Promise<FunctionCode>,
  props: AppProps = {},
  settingsFolder: string | null = null,
): Promise<FaceComparisonApp> {
  // As `cdk init` would write them to cdk.json; here they also hold where the app runs without the CDK CLI.
  const context = { ...CURRENTLY_RECOMMENDED_FLAGS, ...props.context };
  const app = new App({ analyticsReporting: false, ...props, context });
  const given = app.node.getAllContext();
  const settings = readSettings(settingsFolder === null ? given : withStageFile(given, settingsFolder));
  const code = await codeFor(settings);
  const stack = new FaceComparisonStack(app, stackNameOf(settings.stage), { settings, code, ...pinned(settings) });
  return { app, stack, settings };
}

/** The account and Region that the settings pin. */
function pinned({ account, region }: Settings): { env?: Environment } {
  if (account === null && region === null) return {};
  return { env: { ...(account === null ? {} : { account }), ...(region === null ? {} : { region }) } };
}
