/**
 * Tokens that must not be let in, made of one that is: by name what was done.
 *
 * @param token of three parts separated by dots, as signed JSON Web Tokens are (RFC 7515); of any other none can be made
 */
export function alteredTokens(token: string): [string, string][] {
  const [header, payload, signature, ...rest] = token.split('.');
  if (header === undefined || payload === undefined || !signature || rest.length > 0) return [];
  const claims = decoded(payload);
  if (claims === null) return [];
  const richer = encoded({ ...claims, sub: 'somebody-else', client_id: 'somebody-else' });
  const unsigned = encoded({ alg: 'none', typ: 'JWT' });
  return [
    ['a token with other claims', `${header}.${richer}.${signature}`],
    ['a token with another signature', `${header}.${payload}.${withOtherMiddle(signature)}`],
    ['a token without its signature', `${header}.${payload}.`],
    ['a token that says alg none', `${unsigned}.${payload}.`],
    ['a token that says alg none and is signed', `${unsigned}.${payload}.${signature}`],
  ];
}

function decoded(part: string): object | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The last letters of base64url may hold unused bits, so a letter in the middle is changed. */
function withOtherMiddle(signature: string): string {
  const at = Math.floor(signature.length / 2);
  return `${signature.slice(0, at)}${signature[at] === 'A' ? 'B' : 'A'}${signature.slice(at + 1)}`;
}
