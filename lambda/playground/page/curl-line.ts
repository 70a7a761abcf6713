import { PICTURE_FIELDS } from '../../contract/fields.ts';

/**
 * The request as a curl command for a POSIX shell.
 *
 * @param names of the two files, as they are on the disk of the person
 * @param token `null` leaves it to the variable TOKEN
 */
export function curlLine(url: string, names: readonly [string, string], token: string | null): string {
  // A token has no character that means anything to a shell; what is none is quoted all the same.
  const authorization =
    token === null ? '"Authorization: Bearer $TOKEN"' : shellQuoted(`Authorization: Bearer ${token}`);
  const parts = PICTURE_FIELDS.map((field, i) => `-F ${shellQuoted(`${field}=@${formQuoted(names[i] ?? '')}`)}`);
  return [`curl -sS --fail-with-body ${shellQuoted(url)}`, `-H ${authorization}`, ...parts].join(' \\\n  ');
}

/** Between single quotes a shell takes everything as it is; a single quote itself is written outside of them. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** curl reads `;` and `,` in a file name as its own unless it stands in double quotes (curl(1), -F). */
function formQuoted(name: string): string {
  return `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
