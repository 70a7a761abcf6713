import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSetting } from '../stack/settings/read-settings.ts';
import { SETTINGS } from '../stack/settings/settings.ts';
import { SETTINGS_FOLDER, withStageFile } from '../stack/settings/stage-file.ts';
import { stackNameOf } from '../stack/settings/stage-name.ts';

/** Which deployed stack a command is about. */
export interface StackPlace {
  readonly stackName: string;
  /** The only Region that the stack may be in; `null` for that of the environment. */
  readonly region: string | null;
  /** The only account that the stack may be in; `null` for that of the credentials. */
  readonly account: string | null;
}

/**
 * Finds the name of a stage's stack, and the Region and account that its settings pin. A stage without a settings file pins none,
 * since an operator may have no copy of it.
 *
 * @param context of cdk.json, which overrides the file
 * @throws SettingsError where the file has mistakes
 */
export function placeOfStage(
  stage: string,
  context: Readonly<Record<string, unknown>>,
  folder = SETTINGS_FOLDER,
): StackPlace {
  const hasFile = existsSync(join(folder, `${stage}.json`));
  const settings: Readonly<Record<string, unknown>> = hasFile ? withStageFile({ ...context, stage }, folder) : context;
  const pinned = (name: 'region' | 'account'): string | null => {
    const value = readSetting(SETTINGS[name], settings[name]);
    return typeof value === 'string' ? value : null;
  };
  return { stackName: stackNameOf(stage), region: pinned('region'), account: pinned('account') };
}
