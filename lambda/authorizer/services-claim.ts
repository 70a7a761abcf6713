import { REQUIRED_SERVICE } from '../contract/fields.ts';

/**
 * Whether a token's payload carries `services: External`: the claim is exactly that string, an array with that string
 * as an item, or a string list with that item, separated by spaces or commas. Never a substring, never deeper.
 *
 * @param payload the payload of a verified token
 * @param claim the claim's name; tried as it stands (`https://x.example/services`), then, where it has dots, as a path
 *   into nested objects (`app.services`)
 */
export function hasRequiredService(payload: Readonly<Record<string, unknown>>, claim: string): boolean {
  const value = claimValue(payload, claim);
  if (typeof value === 'string') return value.split(/[ ,]+/).includes(REQUIRED_SERVICE);
  return Array.isArray(value) && value.includes(REQUIRED_SERVICE);
}

/** Own properties only: a claim name like `constructor` must not find what JavaScript puts there. */
function claimValue(payload: Readonly<Record<string, unknown>>, claim: string): unknown {
  if (Object.hasOwn(payload, claim)) return payload[claim];
  let value: unknown = payload;
  for (const step of claim.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, step)) return;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
