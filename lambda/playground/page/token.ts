import { hasRequiredService } from '../../authorizer/services-claim.ts';
import { REQUIRED_SERVICE } from '../../contract/fields.ts';

/** What a token says of itself, for people; only the service can tell whether it is true. */
export interface TokenNote {
  readonly text: string;
  readonly problem: boolean;
}

type Claims = Readonly<Record<string, unknown>>;

/** The claims that the deployment reads, by its settings `servicesClaim` and `clientClaim`. */
export interface ClaimNames {
  readonly services: string;
  readonly client: string;
}

/** Returns a token without the white space around it and without the scheme, which the request adds. */
export function bareToken(text: string): string {
  return text.trim().replace(/^(?:authorization:\s*)?bearer\s+/i, '');
}

/**
 * Returns what a token says about itself. The page cannot verify it; only the service can.
 *
 * @param now milliseconds since 1970
 */
export function tokenNote(token: string, now: number, names: ClaimNames): TokenNote {
  if (token === '')
    return { text: 'Paste the token of your application. It is sent with the comparison only.', problem: true };
  const claims = claimsOf(token);
  if (claims === null)
    return { text: 'This is not a JSON Web Token, which has three parts with a dot between them.', problem: true };
  const seconds = typeof claims.exp === 'number' ? Math.round(claims.exp - now / 1000) : null;
  if (seconds !== null && seconds <= 0) return { text: `This token expired ${duration(-seconds)} ago.`, problem: true };
  const client = names.client === 'client_id' ? (claims.client_id ?? claims.azp ?? claims.sub) : claims[names.client];
  const whose = typeof client === 'string' ? `Token of ${client}` : 'A token';
  const valid = seconds === null ? 'that does not expire' : `valid for ${duration(seconds)}`;
  if (!hasRequiredService(claims, names.services)) {
    return { text: `${whose}, ${valid}, without ${REQUIRED_SERVICE} in the claim ${names.services}.`, problem: true };
  }
  return { text: `${whose}, ${valid}.`, problem: false };
}

function claimsOf(token: string): Claims | null {
  const parts = token.split('.');
  if (parts.length !== 3) return null;
  try {
    const base64 = (parts[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' ? (claims as Claims | null) : null;
  } catch {
    return null;
  }
}

function duration(seconds: number): string {
  const [size, unit] = seconds < 120 ? [1, 'second'] : seconds < 7_200 ? [60, 'minute'] : [3_600, 'hour'];
  const amount = Math.floor(seconds / (size as number));
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
