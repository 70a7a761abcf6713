import { createHash } from 'node:crypto';

/**
 * The headers of the page. Its one script and its one style are named by their hashes, so that nothing else runs or
 * applies, and it speaks to no other origin than its own.
 *
 * Content Security Policy Level 3: https://www.w3.org/TR/CSP3/
 *
 * @param html the page as it is sent
 * @throws Error where the page does not have exactly one script and one style
 */
export function pageHeaders(html: string): Record<string, string> {
  return headers({
    ...NOTHING,
    'script-src': hashOf(html, 'script'),
    'style-src': hashOf(html, 'style'),
    'img-src': 'blob: data:',
    'connect-src': "'self'",
    // No string becomes HTML or code.
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
  });
}

/**
 * The headers of the API reference. Its renderer sets styles on elements, so styles may stand inline. Like the page it runs one
 * script, named by its hash, and sends requests to its own origin only.
 *
 * @param html the reference as it is sent
 * @throws Error where it does not have exactly one script
 */
export function referenceHeaders(html: string): Record<string, string> {
  return headers({
    ...NOTHING,
    'script-src': hashOf(html, 'script'),
    'style-src': "'unsafe-inline'",
    'img-src': 'data:',
    'connect-src': "'self'",
  });
}

/** What neither page may do. */
const NOTHING = {
  'default-src': "'none'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

function headers(policy: Readonly<Record<string, string>>): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': Object.entries(policy)
      .map((directive) => directive.join(' '))
      .join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}

function hashOf(html: string, element: 'script' | 'style'): string {
  const found = [...html.matchAll(new RegExp(`<${element}[^>]*>(.*?)</${element}>`, 'gs'))];
  if (found.length !== 1) throw new Error(`Expected one <${element}> in the page but found ${found.length}.`);
  const digest = createHash('sha256').update(found[0]?.[1] ?? '');
  return `'sha256-${digest.digest('base64')}'`;
}
