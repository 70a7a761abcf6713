/** One parameter of a header value: `; name=token` or `; name="quoted \" text"`. */
const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/gy;

/**
 * A boundary: at most 70 characters (RFC 2046, 5.1.1), of printable ASCII. That is a wider alphabet than the RFC's, for
 * the sake of clients that take it loosely, without the two characters that would need an escape when quoted.
 */
const BOUNDARY = /^[ !#-[\]-~]{0,69}[!#-[\]-~]$/;

export interface ContentType {
  /** In lower case, e.g. "multipart/form-data". */
  readonly mediaType: string;
  /** `null` where there is none or where it is not a valid one. */
  readonly boundary: string | null;
}

/**
 * Reads a Content-Type header. Boundaries come bare (curl, browsers) or quoted (.NET), after "; " or ";", and hold
 * characters such as `_ ' + . =` (Apache HttpClient, Dart, Python).
 */
export function parseContentType(value: string): ContentType {
  const end = value.indexOf(';');
  const mediaType = (end === -1 ? value : value.slice(0, end)).trim().toLowerCase();
  let boundary: string | null = null;
  if (end !== -1) {
    PARAMETER.lastIndex = end;
    for (let match = PARAMETER.exec(value); match !== null; match = PARAMETER.exec(value)) {
      if (match[1]?.toLowerCase() === 'boundary') {
        boundary = match[2]?.replaceAll(/\\(.)/g, '$1') ?? match[3]?.trim() ?? null;
        break;
      }
      // Between a closing quote and the next semicolon there may be space.
      while (/\s/.test(value[PARAMETER.lastIndex] ?? '')) PARAMETER.lastIndex++;
    }
  }
  return { mediaType, boundary: boundary !== null && BOUNDARY.test(boundary) ? boundary : null };
}
