import { createHash } from 'node:crypto';
import type { Settings } from '../settings/read-settings.ts';
import { SETTINGS, type Setting, type SettingName } from '../settings/settings.ts';

/** Values of more characters are recorded as a digest, so that hundreds of clients fit into an output of the stack. */
const LONGEST_VALUE = 300;

/** These say where a stack goes; they are no property of it. */
const PLACE: readonly string[] = ['account', 'region'];

/** Settings by name, as the output `Settings` of a stack records them. */
export type RecordedSettings = Readonly<Record<string, unknown>>;

/** Returns the settings of a stack that differ from their defaults. Settings hold no secrets. */
export function recordedSettings(settings: Settings): RecordedSettings {
  const rows = Object.entries<Setting<unknown>>(SETTINGS).filter(
    ([name, { commandLineOnly }]) => !commandLineOnly && !PLACE.includes(name),
  );
  const changed = rows.filter(
    ([name, { defaultValue }]) => JSON.stringify(settings[name as SettingName]) !== JSON.stringify(defaultValue),
  );
  return Object.fromEntries(changed.map(([name]) => [name, recorded(settings[name as SettingName])]));
}

/** Returns what the output says of a value. */
function recorded(value: unknown): unknown {
  const text = JSON.stringify(value);
  if (text.length <= LONGEST_VALUE) return value;
  return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/**
 * Reads the output of a deployed stack.
 *
 * @returns `null` where it is not what `recordedSettings` writes
 */
export function parseRecordedSettings(text: string): RecordedSettings | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RecordedSettings) : null;
  } catch {
    return null;
  }
}
