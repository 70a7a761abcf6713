import { App, type AppProps, CfnOutput, type Environment } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json' with { type: 'json' };
import type { FunctionCode } from '../../layers/function-code.ts';
import { recordedSettings } from './deployment/recorded-settings.ts';
import { FaceComparisonStack } from './face-comparison-stack.ts';
import { readSettings, type Settings } from './settings/read-settings.ts';
import { withStageFile } from './settings/stage-file.ts';
import { stackNameOf } from './settings/stage-name.ts';

export interface FaceComparisonApp {
  readonly app: App;
  readonly stack: FaceComparisonStack;
  readonly settings: Settings;
  /** Names of the settings that the context or the file of the stage gives. */
  readonly given: ReadonlySet<string>;
}

/**
 * Makes the CDK app with its single stack.
 *
 * @param codeFor returns the folders with the code of the functions, given the settings
 * @param settingsFolder folder with the files of the stages, whose settings the context overrides; without it none is read
 * @throws SettingsError when the context or the file has mistakes
 */
export async function faceComparisonApp(
  codeFor: (settings: Settings) => FunctionCode | Promise<FunctionCode>,
  props: AppProps = {},
  settingsFolder: string | null = null,
): Promise<FaceComparisonApp> {
  // The CDK CLI passes them, too. Here they also apply when the app runs without it.
  const app = new App({ analyticsReporting: false, ...props, context: { ...featureFlags(), ...props.context } });
  const context = app.node.getAllContext();
  const all = settingsFolder === null ? context : withStageFile(context, settingsFolder);
  const settings = readSettings(all);
  const code = await codeFor(settings);
  const stack = new FaceComparisonStack(app, stackNameOf(settings.stage), {
    settings,
    code,
    terminationProtection: settings.protection,
    ...pinned(settings),
  });
  new CfnOutput(stack, 'Settings', {
    description: 'Settings other than the defaults; the next deployment compares its own with them',
    value: JSON.stringify(recordedSettings(settings)),
  });
  return { app, stack, settings, given: new Set(Object.keys(all)) };
}

/**
 * Returns the feature flags of cdk.json. They are listed there, not read from the library, so that an update of the library does
 * not rename or replace resources. Settings in cdk.json are not among them.
 */
function featureFlags(): Record<string, unknown> {
  return Object.fromEntries(Object.entries(cdkJson.context).filter(([name]) => name.includes(':')));
}

/** The account and Region that the settings pin. */
function pinned({ account, region }: Settings): { env?: Environment } {
  if (account === null && region === null) return {};
  return { env: { ...(account === null ? {} : { account }), ...(region === null ? {} : { region }) } };
}
