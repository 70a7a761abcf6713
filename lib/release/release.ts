import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ReleaseError, releaseNotes, withRelease } from './changelog.ts';

/** A release that was made. */
export interface Release {
  /** The commit that has this tag makes the release. */
  readonly tag: string;
  readonly notes: string;
}

/** Pages that show the version in an example, as `"version": "0.1.0"`. */
const EXAMPLES = ['docs/contract.md', 'docs/openapi.json'];

/**
 * Makes a release in a checkout: sets the version, closes the section of the changelog, commits, and tags the commit with the
 * release notes. It pushes nothing.
 *
 * @param version the next patch, minor or major version
 * @param date such as 2026-11-30
 * @throws ReleaseError before anything is changed
 */
export async function makeRelease(root: string, version: string, date: string): Promise<Release> {
  const git = async (...args: string[]) => (await promisify(execFile)('git', args, { cwd: root })).stdout.trim();
  const text = (file: string) => readFile(join(root, file), 'utf8');
  const manifest = JSON.parse(await text('package.json')) as { version: string };
  const tag = `v${version}`;
  if (!nextVersions(manifest.version).includes(version)) {
    throw new ReleaseError(`Expected one of ${nextVersions(manifest.version).join(', ')} but received ${version}.`);
  }
  if ((await git('status', '--porcelain')) !== '') throw new ReleaseError('Commit your changes first.');
  if ((await git('tag', '--list', tag)) !== '') throw new ReleaseError(`There is a tag ${tag} already.`);
  const changelog = withRelease(await text('CHANGELOG.md'), version, date);
  const notes = releaseNotes(changelog, version);

  const lock = JSON.parse(await text('package-lock.json')) as Lock;
  lock.version = version;
  lock.packages[''].version = version;
  const changed: Record<string, string> = {
    'package.json': asJson({ ...manifest, version }),
    'package-lock.json': asJson(lock),
    'CHANGELOG.md': changelog,
  };
  for (const file of EXAMPLES) {
    changed[file] = (await text(file)).replaceAll(`"version": "${manifest.version}"`, `"version": "${version}"`);
  }
  for (const [file, content] of Object.entries(changed)) await writeFile(join(root, file), content);
  await git('commit', '--quiet', '--all', '--message', `Release ${version}`);
  // Headings of the notes begin with the sign of git's comments.
  await git('tag', '--annotate', '--cleanup=verbatim', tag, '--message', `${version}\n\n${notes}\n`);
  return { tag, notes };
}

/** Returns the versions that may follow one: a patch, a minor and a major version. */
function nextVersions(version: string): string[] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return [`${major}.${minor}.${patch + 1}`, `${major}.${minor + 1}.0`, `${major + 1}.0.0`];
}

interface Lock {
  version: string;
  packages: { '': { version: string } };
}

/** As npm writes it. */
function asJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
