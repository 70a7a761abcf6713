import type { JsonSchema } from './checks.ts';
import { SETTINGS, type Setting } from './settings.ts';

/** Returns the JSON Schema of a settings file, by which editors complete and check names and values. */
export function settingsSchema(): JsonSchema {
  const rows = Object.entries<Setting<unknown>>(SETTINGS).filter(([, { commandLineOnly }]) => !commandLineOnly);
  const properties = rows.map(([name, { meaning, defaultValue, check }]) => [
    name,
    { description: meaning, ...(defaultValue === null ? {} : { default: defaultValue }), ...check.schema },
  ]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of one stage',
    type: 'object',
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(properties) },
    additionalProperties: false,
  };
}
