import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';
import { ReleaseError, releaseNotes } from '../../../lib/release/changelog.ts';
import { makeRelease } from '../../../lib/release/release.ts';
import packageJson from '../../../package.json' with { type: 'json' };

const FILES = ['package.json', 'package-lock.json', 'CHANGELOG.md', 'docs/contract.md', 'docs/openapi.json'];
const DATE = '2027-01-31';
const current = packageJson.version;
const [major = 0, minor = 0] = current.split('.').map(Number);
const NEXT = `${major}.${minor + 1}.0`;

let folder: string;
let repository: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'face-comparison-release-'));
  repository = join(folder, 'repository');
  for (const file of FILES) {
    mkdirSync(dirname(join(repository, file)), { recursive: true });
    cpSync(join(ROOT, file), join(repository, file));
  }
  for (const who of ['AUTHOR', 'COMMITTER']) {
    vi.stubEnv(`GIT_${who}_NAME`, 'Test');
    vi.stubEnv(`GIT_${who}_EMAIL`, 'test@example.com');
  }
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
  write('CHANGELOG.md', withEntry(read('CHANGELOG.md')));
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Start');
  git('tag', '--annotate', `v${current}`, '--message', current);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
const read = (file: string, root = repository) => readFileSync(join(root, file), 'utf8');
const write = (file: string, text: string) => writeFileSync(join(repository, file), text);
const withEntry = (text: string) => text.replace('## Unreleased\n', '## Unreleased\n\n### Fixed\n- One entry.\n');
const versionOf = (root: string) => JSON.parse(read('package.json', root)).version;

describe('a release', () => {
  it('has its version everywhere, a section of the changelog, and a tag with the notes', async () => {
    const { tag, notes } = await makeRelease(repository, NEXT, DATE);
    expect(tag).toBe(`v${NEXT}`);
    expect(git('status', '--porcelain')).toBe('');
    expect(git('rev-list', '--max-count=1', tag)).toBe(git('rev-parse', 'HEAD'));
    expect(git('cat-file', '-t', tag)).toBe('tag');
    expect(git('tag', '--list', '--format=%(contents)', tag)).toBe(`${NEXT}\n\n${notes}`);

    expect(versionOf(repository)).toBe(NEXT);
    const lock = JSON.parse(read('package-lock.json'));
    expect([lock.version, lock.packages[''].version]).toEqual([NEXT, NEXT]);
    expect(read('docs/contract.md')).toContain(`"version": "${NEXT}"`);
    expect(JSON.parse(read('docs/openapi.json')).info.version).toBe(NEXT);
    for (const file of ['docs/contract.md', 'docs/openapi.json']) {
      expect(read(file)).not.toContain(`"version": "${current}"`);
    }

    const changelog = read('CHANGELOG.md');
    const headings = [...changelog.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings.slice(0, 2)).toEqual(['Unreleased', `${NEXT} - ${DATE}`]);
    expect(notes).toContain('- One entry.');
    expect(releaseNotes(changelog, NEXT)).toBe(notes);
    expect(releaseNotes(changelog, current)).not.toContain('- One entry.');
  });

  it('changes nothing else but these files', async () => {
    await makeRelease(repository, NEXT, DATE);
    expect(git('diff', '--name-only', 'HEAD~1').split('\n').sort()).toEqual([...FILES].sort());
    // Two lines of package-lock.json: npm's own form is kept.
    expect(git('diff', '--numstat', 'HEAD~1', '--', 'package-lock.json')).toMatch(/^2\t2\t/);
    expect(git('diff', '--numstat', 'HEAD~1', '--', 'package.json')).toMatch(/^1\t1\t/);
  });

  it('is what operators with settings of their own upgrade to and roll back from, by the commands of the page', async () => {
    const operators = join(folder, 'operators');
    execFileSync('git', ['clone', '--quiet', repository, operators]);
    const page = readFileSync(join(ROOT, 'docs/upgrade.md'), 'utf8');
    const commandsOf = (section: string) =>
      [
        ...page
          .split(`## ${section}\n`)[1]!
          .split('\n## ')[0]!
          .matchAll(/^ *(git (?!diff).*)$/gm),
      ].map(([, line]) => line!);
    const run = (line: string) => {
      const named = line.replaceAll('v0.1.0', `v${current}`).replaceAll('v0.2.0', `v${NEXT}`);
      return execFileSync('sh', ['-c', named], { cwd: operators, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    };
    const settings = '{ "threshold": 0.8 }\n';
    for (const file of ['settings/prod.json', 'layers/Dockerfile']) {
      mkdirSync(dirname(join(operators, file)), { recursive: true });
      writeFileSync(join(operators, file), settings);
    }
    const own = commandsOf('Keep your own files');
    expect(own.map((line) => line.split(' ')[1])).toEqual(['switch', 'add', 'commit']);
    for (const line of own) run(line);

    await makeRelease(repository, NEXT, DATE);
    const upgrade = commandsOf('Take a release');
    expect(upgrade.map((line) => line.split(' ')[1])).toEqual(['fetch', 'tag', 'merge']);
    const printed = upgrade.map((line) => run(line));
    expect(printed[1]).toContain('- One entry.');
    expect([versionOf(operators), read('settings/prod.json', operators)]).toEqual([NEXT, settings]);

    const back = commandsOf('Roll back');
    expect(back.map((line) => line.split(' ')[1])).toEqual(['checkout']);
    run(back[0]!);
    expect([versionOf(operators), read('settings/prod.json', operators)]).toEqual([current, settings]);
  });

  it.each([
    ['a version that does not follow', `${major}.${minor + 2}.0`, () => {}, /^Expected one of .* but received/],
    ['the version that there is', current, () => {}, /^Expected one of/],
    ['what is no version', `v${NEXT}`, () => {}, /^Expected one of/],
    ['changes that are not committed', NEXT, () => write('new.txt', ''), 'Commit your changes first.'],
    ['a tag that is taken', NEXT, () => git('tag', `v${NEXT}`), `There is a tag v${NEXT} already.`],
    [
      'a changelog without entries',
      NEXT,
      () => {
        write('CHANGELOG.md', `# Changelog\n\n## Unreleased\n\n## ${current} - 2026-11-23\n\n- Old.\n`);
        git('commit', '--quiet', '--all', '--message', 'Empty');
      },
      /^Expected entries under "## Unreleased"/,
    ],
  ])('is not made for %s', async (_, version, prepare, message) => {
    prepare();
    const before = git('rev-parse', 'HEAD');
    const made = makeRelease(repository, version, DATE);
    await expect(made).rejects.toThrow(ReleaseError);
    await expect(made).rejects.toThrow(message);
    expect(git('rev-parse', 'HEAD')).toBe(before);
    expect(versionOf(repository)).toBe(current);
  });
});
