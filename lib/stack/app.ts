import { App, type AppProps } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import type { FunctionCode } from './face-comparison.ts';
import { FaceComparisonStack } from './face-comparison-stack.ts';
import { readSettings, type Settings } from './settings/read-settings.ts';

/** Name of the stack; `-c stackName=…` is not a setting, for renaming a stack means a new one beside the old. */
const STACK_NAME = 'FaceComparison';

export interface FaceComparisonApp {
  readonly app: App;
  readonly stack: FaceComparisonStack;
  readonly settings: Settings;
}

/**
 * The CDK app with its one stack.
 *
 * @param codeFor the folders that hold what the functions run, given the settings
 * @throws SettingsError when the context has mistakes
 */
export async function faceComparisonApp(
  codeFor: (settings: Settings) => FunctionCode | Promise<FunctionCode>,
  props: AppProps = {},
): Promise<FaceComparisonApp> {
  // As `cdk init` would write them to cdk.json; here they also hold where the app runs without the CDK CLI.
  const context = { ...CURRENTLY_RECOMMENDED_FLAGS, ...props.context };
  const app = new App({ analyticsReporting: false, ...props, context });
  const settings = readSettings(app.node.getAllContext());
  const stack = new FaceComparisonStack(app, STACK_NAME, { settings, code: await codeFor(settings) });
  return { app, stack, settings };
}
