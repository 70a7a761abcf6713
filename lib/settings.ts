import { SETTINGS, type Setting, type SettingName, type Settings } from './settings-table.ts';

export type { Settings } from './settings-table.ts';

/** The cdk context has mistakes; `message` holds one line for each of them. */
export class SettingsError extends Error {
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.name = 'SettingsError';
    this.mistakes = mistakes;
  }
}

/**
 * Reads the settings of the stack from the cdk context. Keys that are not settings are left alone, as CDK keeps its
 * own there, but one that looks like a misspelt setting is a mistake: it would silently leave the default in force.
 *
 * @param context `app.node.getAllContext()`: strings from `-c`, JSON values from cdk.json
 * @throws SettingsError with all mistakes at once
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  const mistakes = Object.keys(context).flatMap(misspelling);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const raw = context[name];
    const absent = raw === undefined || raw === null || raw === '';
    const value = absent ? setting.defaultValue : setting.check.read(raw);
    if (value === undefined)
      mistakes.push(`Expected ${setting.check.expected} for ${name} but received ${shown(raw)}.`);
    values[name] = value;
  }
  const settings = values as Settings;
  mistakes.push(...contradictions(settings));
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return settings;
}

/** Settings that only make sense together. */
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
  const mistakes = [...allOrNone(['issuer', 'audience', 'jwksUri']), ...allOrNone(['domainName', 'certificateArn'])];
  if (settings.alarmTopicArn && settings.monitoring === false) {
    mistakes.push('Expected monitoring to be alarms or true where alarmTopicArn is set but received false.');
  }
  return mistakes;
}

/** One mistake when `key` is nearly, but not quite, the name of a setting. */
function misspelling(key: string): string[] {
  if (key in SETTINGS || !/^[A-Za-z_-]+$/.test(key)) return [];
  const plain = (name: string) => name.toLowerCase().replace(/[_-]/g, '');
  const [nearest] = Object.keys(SETTINGS)
    .map((name) => ({ name, distance: editDistance(plain(key), plain(name)) }))
    .sort((a, b) => a.distance - b.distance);
  // A third of the letters keeps "memory" apart from other people's short keys.
  const limit = Math.min(2, Math.floor(key.length / 3));
  return nearest !== undefined && nearest.distance <= limit
    ? [`There is no setting ${key}. Did you mean ${nearest.name}?`]
    : [];
}

/** Levenshtein's distance: insertions, deletions and substitutions that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substituted, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}

function shown(raw: unknown): string {
  const text = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? String(raw));
  return `${text.length > 100 ? `${text.slice(0, 100)}…` : text} (${Array.isArray(raw) ? 'list' : typeof raw})`;
}
