/** The changelog, or a version, does not allow a release. The message says what to change. */
export class ReleaseError extends Error {}

const UNRELEASED = '## Unreleased';

/**
 * Returns the changelog with what is unreleased in a section of a version, below an empty one for what comes next.
 *
 * @param date such as 2026-11-30
 * @throws ReleaseError when there is nothing to release
 */
export function withRelease(changelog: string, version: string, date: string): string {
  const notes = section(changelog, UNRELEASED);
  if (!/^- /m.test(notes)) {
    throw new ReleaseError('Expected entries under "## Unreleased" in CHANGELOG.md: nothing has changed for users.');
  }
  return changelog.replace(UNRELEASED, () => `${UNRELEASED}\n\n## ${version} - ${date}`);
}

/**
 * Returns the release notes of a version: its section of the changelog.
 *
 * @throws ReleaseError when there is no such section
 */
export function releaseNotes(changelog: string, version: string): string {
  const heading = changelog.split('\n').find((line) => line.startsWith(`## ${version} - `));
  if (heading === undefined) throw new ReleaseError(`CHANGELOG.md has no section for ${version}.`);
  return section(changelog, heading);
}

function section(changelog: string, heading: string): string {
  const lines = changelog.split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new ReleaseError(`CHANGELOG.md has no heading "${heading}".`);
  const end = lines.findIndex((line, i) => i > start && line.startsWith('## '));
  return lines
    .slice(start + 1, end < 0 ? undefined : end)
    .join('\n')
    .trim();
}
