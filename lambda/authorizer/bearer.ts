/**
 * The form of an Authorization header that may hold a bearer token: the scheme in any case (RFC 7235, section 2.1), one
 * or more spaces, a token of RFC 6750's alphabet. API Gateway checks it too (`validationRegex`), with another regular
 * expression engine; therefore only plain constructs.
 */
export const BEARER_PATTERN = '^[Bb][Ee][Aa][Rr][Ee][Rr] +[-0-9a-zA-Z._~+/]+=*$';

/** API Gateway bounds all headers together at 10,240 bytes; no token we mean to accept comes near. */
export const MAX_TOKEN_CHARACTERS = 8_192;

const BEARER = new RegExp(BEARER_PATTERN);

/**
 * The token of an Authorization header, not verified in any way.
 *
 * @param header the header's whole value
 * @returns `null` where the header is not a bearer token of acceptable length
 */
export function bearerToken(header: unknown): string | null {
  if (typeof header !== 'string' || header.length > MAX_TOKEN_CHARACTERS + 64 || !BEARER.test(header)) return null;
  const token = header.slice('Bearer'.length).trimStart();
  return token.length <= MAX_TOKEN_CHARACTERS ? token : null;
}
