/** Durations by step in whole milliseconds, as the log and the audit items have them. */
export function wholeMilliseconds(durations: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(durations).map(([step, milliseconds]) => [step, Math.round(milliseconds)]));
}
