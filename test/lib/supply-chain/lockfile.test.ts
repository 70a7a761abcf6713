import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';

/** What package-lock.json (version 3) says of one package. */
interface LockedPackage {
  /** Present only if the package has another name here, an alias. */
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  /** Whether it came within the archive of another package, whose checksum covers it. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}

/** Packages with an install script, and why `ignore-scripts=true` does no harm. Examine a package before you add it. */
const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  '@scarf/scarf': 'reports installations of swagger-ui-dist to a server; nothing imports it',
  'aws-lambda-ric': 'compiles a client for the Runtime API; lib/local/runtime/client takes its place',
  'classic-level': 'compiles LevelDB for dynalite where it has no ready binary; it has them for our platforms',
  esbuild: 'checks the binary that came as a package of its own',
  'onnxruntime-node': 'downloads CUDA libraries, which nothing here uses',
};

/** Packages that have another name here, by their place. We named `typescript-5`; the others are older forms that packages need. */
const ALIASES: Readonly<Record<string, string>> = {
  'node_modules/typescript-5': 'typescript',
  'node_modules/string-width-cjs': 'string-width',
  'node_modules/strip-ansi-cjs': 'strip-ansi',
  'node_modules/wrap-ansi-cjs': 'wrap-ansi',
};

/** Returns the name of the package at a place: "node_modules/a/node_modules/@b/c" is "@b/c". */
const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/**
 * Returns what is wrong with an entry of the lockfile.
 *
 * lockfile-lint 5.0.1 does not replace these rules. It accepts a package without a checksum, and it checks hosts only by
 * the URLs in the lockfile, which need not have any.
 */
function problemsOf(place: string, entry: LockedPackage): string[] {
  const { version = '', resolved, integrity = '', link, inBundle, hasInstallScript, name = nameOf(place) } = entry;
  const archives = `https://registry.npmjs.org/${name}/-/`;
  const rules: [holds: boolean, problem: string][] = [
    [place.startsWith('node_modules/'), 'a folder outside node_modules'],
    [link !== true, 'a link'],
    [inBundle === true || name === nameOf(place) || ALIASES[place] === name, 'an unknown alias'],
    [/^\d+\.\d+\.\d+/.test(version), 'no version'],
    [inBundle === true || /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity), 'no sha512 checksum'],
    [inBundle === true || resolved === undefined || resolved.startsWith(archives), 'not from the registry'],
    [hasInstallScript !== true || Object.hasOwn(INSTALL_SCRIPTS, nameOf(place)), 'an unknown install script'],
  ];
  return rules.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

/** Accepts exact versions only, so that no update comes unnoticed. */
const isExact = (range: string) => /^(npm:[\w./@-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(range);

const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const lock: { lockfileVersion: number; packages: Record<string, LockedPackage> } = JSON.parse(
  read('package-lock.json'),
);
const { '': _project, ...packages } = lock.packages;

describe('our lockfile', () => {
  it('has a sha512 of every package, all from the registry, and no install script that nobody examined', () => {
    expect(lock.lockfileVersion).toBe(3);
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    const problems = Object.entries(packages).map(([place, entry]) => [place, problemsOf(place, entry)]);
    expect(problems.filter(([, found]) => found!.length > 0)).toEqual([]);
  });

  it('has every package with an install script that is in the list', () => {
    const scripted = Object.entries(packages).filter(([, entry]) => entry.hasInstallScript === true);
    expect(Object.keys(INSTALL_SCRIPTS).sort()).toEqual([...new Set(scripted.map(([place]) => nameOf(place)))].sort());
  });

  it('belongs to a project that runs no install scripts and names exact versions', () => {
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
    const { dependencies, devDependencies, optionalDependencies, overrides } = JSON.parse(read('package.json'));
    const direct: Record<string, string> = { ...dependencies, ...devDependencies, ...optionalDependencies };
    const { 'openapi-typescript': ofTypes, ...others } = overrides;
    // `$name` is the version that this project itself names.
    expect(Object.values(ofTypes)).toEqual(['$typescript']);
    const ranges = { ...direct, ...others };
    expect(Object.entries<string>(ranges).filter(([, range]) => !isExact(range))).toEqual([]);
  });
});

describe('the rules', () => {
  const GOOD = {
    version: '1.2.3',
    integrity: `sha512-${'A'.repeat(86)}==`,
    resolved: 'https://registry.npmjs.org/x/-/x-1.2.3.tgz',
  };

  it.each<[string, LockedPackage, string]>([
    ['no checksum', { integrity: undefined }, 'no sha512 checksum'],
    ['sha1', { integrity: 'sha1-AAAA' }, 'no sha512 checksum'],
    ['two checksums', { integrity: `sha1-A ${GOOD.integrity}` }, 'no sha512 checksum'],
    ['git', { resolved: 'git+ssh://git@github.com/x/x.git#abc' }, 'not from the registry'],
    ['another host', { resolved: 'https://registry.npmjs.org.evil.example/x' }, 'not from the registry'],
    ['plain http', { resolved: 'http://registry.npmjs.org/x/-/x-1.2.3.tgz' }, 'not from the registry'],
    ['another package', { resolved: 'https://registry.npmjs.org/y/-/y-1.2.3.tgz' }, 'not from the registry'],
    [
      'an alias that nobody declared',
      { name: 'y', resolved: 'https://registry.npmjs.org/y/-/y-1.2.3.tgz' },
      'an unknown alias',
    ],
    ['a link', { link: true }, 'a link'],
    ['no version', { version: 'git+https://x' }, 'no version'],
    ['a new script', { hasInstallScript: true }, 'an unknown install script'],
  ])('refuse %s', (_, change, problem) => {
    expect(problemsOf('node_modules/x', { ...GOOD, ...change })).toEqual([problem]);
  });

  it('refuse a script below a package whose script is known, and a folder of this machine', () => {
    const below = { ...GOOD, hasInstallScript: true };
    expect(problemsOf('node_modules/esbuild/node_modules/x', below)).toEqual(['an unknown install script']);
    expect(problemsOf('../x', { ...GOOD, resolved: undefined })).toEqual(['a folder outside node_modules']);
  });

  it('accept a sound package, and one in the archive of another', () => {
    expect(problemsOf('node_modules/x', GOOD)).toEqual([]);
    expect(
      problemsOf('node_modules/@a/x', { ...GOOD, resolved: 'https://registry.npmjs.org/@a/x/-/x-1.2.3.tgz' }),
    ).toEqual([]);
    expect(problemsOf('node_modules/a/node_modules/x', { version: '1.0.0', inBundle: true })).toEqual([]);
  });

  it('tell ranges from versions', () => {
    expect(['1.2.3', '^1.2.3', '*', '~1.0.0', 'latest', '1.2.3-rc.1'].filter(isExact)).toEqual(['1.2.3', '1.2.3-rc.1']);
  });
});
