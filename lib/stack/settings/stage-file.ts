import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '../../../lambda/errors/settings-error.ts';
import { nearestWord } from '../../cli/nearest-word.ts';
import { ROOT } from '../../cli/root.ts';
import type { JsonSchema } from './checks.ts';
import { readSetting, valueMistake } from './read-settings.ts';
import { SETTINGS, type Setting, type SettingName } from './settings.ts';
import { DEFAULT_STAGE } from './stage-name.ts';
import { nameMistakes } from './unknown-names.ts';

/** Holds one file for each stage: `staging.json`. */
export const SETTINGS_FOLDER = join(ROOT, 'settings');

/**
 * Adds the settings of a stage's file to a context, whose own values win.
 *
 * @param context strings from `-c`, JSON values from cdk.json; its `stage` names the file
 * @param folder holds the files
 * @throws SettingsError with all mistakes of the file at once, or when a stage other than `prod` has none
 */
export function withStageFile(
  context: Readonly<Record<string, unknown>>,
  folder = SETTINGS_FOLDER,
): Record<string, unknown> {
  const stage = readSetting(SETTINGS.stage, context.stage);
  // The reader of the settings rejects such a name, with all other mistakes.
  if (typeof stage !== 'string') return { ...context };
  return { ...stageSettings(stage, folder), ...context };
}

function stageSettings(stage: string, folder: string): Record<string, unknown> {
  const name = `${stage}.json`;
  const text = readText(join(folder, name));
  if (text === null) {
    if (stage === DEFAULT_STAGE) return {};
    throw new SettingsError([noFile(stage, folder)]);
  }
  const mistake = (message: string) => `settings/${name}: ${message}`;
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new SettingsError([mistake(`Expected JSON. ${(error as Error).message}.`)]);
  }
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    throw new SettingsError([mistake('Expected an object such as {"threshold": 0.8}.')]);
  }
  // Editors find the schema by this name.
  const { $schema: _, ...settings } = file as Record<string, unknown>;
  const mistakes = fileMistakes(settings);
  if (mistakes.length > 0) throw new SettingsError(mistakes.map(mistake));
  return settings;
}

function fileMistakes(settings: Readonly<Record<string, unknown>>): string[] {
  const known = Object.entries(settings).filter(([name]) => Object.hasOwn(SETTINGS, name));
  return [...nameMistakes(Object.keys(settings)), ...known.flatMap(([name, raw]) => settingMistakes(name, raw))];
}

function settingMistakes(name: string, raw: unknown): string[] {
  const setting: Setting<unknown> = SETTINGS[name as SettingName];
  if (setting.commandLineOnly) return [`Expected ${name} on the command line only: -c ${name}=…`];
  if (readSetting(setting, raw) === undefined) return [valueMistake(name, raw)];
  const kind = typeof raw === 'string' ? kindOtherThanString(setting.check.schema) : null;
  return kind === null ? [] : [`Expected JSON of the type ${kind} for ${name} but received a string.`];
}

/** Returns the JSON type of values that are no strings, or `null` where strings are allowed. */
function kindOtherThanString({ anyOf, type, enum: words }: JsonSchema): string | null {
  if (Array.isArray(anyOf)) return kindOtherThanString(anyOf[0]);
  return Array.isArray(words) || type === 'string' ? null : String(type);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function noFile(stage: string, folder: string): string {
  const stages = stagesOf(folder);
  const meant = nearestWord(stage, stages);
  const others = stages.length === 0 ? 'There is none yet.' : `There are files for ${stages.join(', ')}.`;
  return `There is no file settings/${stage}.json for the stage ${stage}. ${meant === null ? others : `Did you mean ${meant}?`}`;
}

/** Returns the stages that have a file, sorted. */
function stagesOf(folder: string): string[] {
  try {
    const names = readdirSync(folder).map((name) => /^([^.]+)\.json$/.exec(name)?.[1]);
    return names.filter((name) => name !== undefined).sort();
  } catch {
    return [];
  }
}
