import { SettingsError } from '../../../lambda/errors/settings-error.ts';
import { accountMistakes } from './account-mistakes.ts';
import { operationMistakes } from './operation-mistakes.ts';
import { serviceMistakes } from './service-mistakes.ts';
import { SETTINGS, type Setting, type SettingName, type Settings } from './settings.ts';
import { nameMistakes } from './unknown-names.ts';

export type { Settings } from './settings.ts';

/**
 * Reads the settings of the stack from the cdk context. A name that is neither a setting nor CDK's own is a mistake.
 *
 * @param context `app.node.getAllContext()`: strings from `-c`, JSON values from cdk.json
 * @throws SettingsError with all mistakes at once
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  const mistakes = nameMistakes(Object.keys(context));
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const value = readSetting(setting, context[name]);
    if (value === undefined) mistakes.push(valueMistake(name, context[name]));
    values[name] = value;
  }
  const settings = values as Settings;
  mistakes.push(...contradictions(settings));
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return settings;
}

/** Returns the value of a setting, its default if it is absent, or `undefined` if its check rejects it. */
export function readSetting(setting: Setting<unknown>, raw: unknown): unknown {
  const absent = raw === undefined || raw === null || raw === '';
  return absent ? setting.defaultValue : setting.check.read(raw);
}

/**
 * Returns the message that a setting cannot have a value.
 *
 * @param named what the reader calls the setting
 */
export function valueMistake(name: string, raw: unknown, named = name): string {
  return `Expected ${SETTINGS[name as SettingName].check.expected} for ${named} but received ${shown(raw)}.`;
}

/** Returns mistakes in settings that only make sense together. */
function contradictions(settings: Settings): string[] {
  const given = (name: SettingName) => {
    const value = settings[name];
    return value === undefined || (Array.isArray(value) ? value.length > 0 : value !== null);
  };
  const allOrNone = (names: readonly SettingName[]) => {
    const missing = names.filter((name) => !given(name));
    return missing.length === 0 || missing.length === names.length
      ? []
      : [
          `Expected ${names.join(', ')} together but ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing.`,
        ];
  };
  const mistakes = [...allOrNone(['issuer', 'audience', 'jwksUri'])];
  if (!given('hostedZoneId')) mistakes.push(...allOrNone(['domainName', 'certificateArn']));
  mistakes.push(...accountMistakes(settings), ...operationMistakes(settings));
  mistakes.push(...identityMistakes(settings), ...serviceMistakes(settings));
  if (settings.alarmTopicArn && settings.monitoring === false) {
    mistakes.push('Expected monitoring to be alarms or true where alarmTopicArn is set but received false.');
  }
  return mistakes;
}

const changedFrom = (settings: Settings, names: readonly SettingName[]): SettingName[] =>
  names.filter((name) => {
    const value: unknown = settings[name];
    return value !== undefined && JSON.stringify(value) !== JSON.stringify(SETTINGS[name].defaultValue);
  });

/** Returns mistakes for settings that belong to the other mode: most likely `issuer` was forgotten, or added by mistake. */
function identityMistakes(settings: Settings): string[] {
  const { issuer } = settings;
  // A rejected value does not show the mode.
  if (issuer === undefined) return [];
  const builtIn = issuer === null;
  const mode = builtIn ? 'builtin' : 'external';
  const mistakes: string[] = [];
  if (settings.identity !== null && settings.identity !== mode) {
    mistakes.push(
      `Expected ${settings.identity === 'external' ? 'issuer to be set' : 'no issuer'} where identity is ${settings.identity}.`,
    );
  }
  const others = changedFrom(
    settings,
    builtIn ? ['servicesClaim', 'clientClaim'] : ['signingKeys', 'tokenSeconds', 'revocation'],
  );
  if (others.length > 0 && mistakes.length === 0) {
    mistakes.push(
      `Expected ${builtIn ? 'issuer to be set' : 'no issuer'} where ${others.join(', ')} ${others.length > 1 ? 'are' : 'is'} set.`,
    );
  }
  return mistakes;
}

function shown(raw: unknown): string {
  const text = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? String(raw));
  const short = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  if (text === '') return 'nothing';
  // The JSON text of other values shows their type.
  return typeof raw === 'string' && /^\s|\s$/.test(raw) ? JSON.stringify(short) : short;
}
