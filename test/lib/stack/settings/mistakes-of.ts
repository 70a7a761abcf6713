import { SettingsError } from '../../../../lambda/errors/settings-error.ts';
import { readSettings } from '../../../../lib/stack/settings/read-settings.ts';

/** Returns what readSettings finds wrong with a context, a line each; empty if it accepts the context. */
export function mistakesOf(context: Record<string, unknown>): readonly string[] {
  try {
    readSettings(context);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes;
    throw error;
  }
}
