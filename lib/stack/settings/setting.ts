import type { Check } from './checks.ts';

export interface Setting<Value> {
  /** What it means to the person who deploys; docs/settings.md repeats it. */
  readonly meaning: string;
  readonly defaultValue: Value;
  readonly check: Check<Value>;
  /** It is about one command and not about the stack, so it has no place in a settings file. */
  readonly commandLineOnly: boolean;
}

/** Returns a row of the table. */
export function setting<Value>(meaning: string, defaultValue: Value, check: Check<Value>): Setting<Value> {
  return { meaning, defaultValue, check, commandLineOnly: false };
}

/** Returns the row of a setting that no file may hold. */
export function commandLineOnly<Value>(given: Setting<Value>): Setting<Value> {
  return { ...given, commandLineOnly: true };
}
