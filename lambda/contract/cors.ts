/** What web pages of other origins may do (https://fetch.spec.whatwg.org/#http-cors-protocol). */

/** Response headers that a page may read besides the few it always may. */
export const CORS_EXPOSED_HEADERS = 'x-request-id, x-correlation-id, x-original-request-id, retry-after';

/** Completes "Expected … for corsOrigins but received …". */
export const ORIGIN_EXPECTED = 'an origin such as https://app.example.com';

/**
 * Whether a text is an origin as browsers send it: scheme, host and a port that is not the scheme's own, in lower case,
 * no path. Origins are compared letter by letter, so one in another form would never match. Hosts are plain names, which
 * need no quoting in a list or in a gateway response.
 */
export function isOrigin(text: string): boolean {
  return /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
