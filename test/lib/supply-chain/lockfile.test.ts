import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';
import {
  INSTALL_SCRIPTS,
  inexactVersions,
  type Lockfile,
  lockfileProblems,
  nameOf,
} from '../../../lib/supply-chain/lockfile.ts';

const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const lock = JSON.parse(read('package-lock.json')) as Lockfile;
const GOOD = {
  version: '1.2.3',
  integrity: `sha512-${'A'.repeat(86)}==`,
  resolved: 'https://registry.npmjs.org/x/-/x-1.2.3.tgz',
};
const withPackage = (place: string, entry: object): Lockfile => ({
  lockfileVersion: 3,
  packages: { '': {}, [place]: entry },
});

describe('our lockfile', () => {
  it('has a sha512 of every package, all from the registry, and no install script that nobody looked at', () => {
    expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
    expect(lockfileProblems(lock)).toEqual([]);
  });

  it('has every package with an install script that is in the list', () => {
    const scripted = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript === true);
    expect(Object.keys(INSTALL_SCRIPTS).sort()).toEqual([...new Set(scripted.map(([place]) => nameOf(place)))].sort());
  });

  it('belongs to a project that runs no install scripts and names exact versions', () => {
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
    const { dependencies, devDependencies, optionalDependencies, overrides } = JSON.parse(read('package.json'));
    const ranges = { ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides };
    expect(inexactVersions(ranges)).toEqual([]);
  });
});

describe('a lockfile is refused', () => {
  it.each<[string, string, object, string]>([
    ['no checksum', 'node_modules/x', { ...GOOD, integrity: undefined }, 'has no sha512 checksum'],
    ['sha1', 'node_modules/x', { ...GOOD, integrity: 'sha1-AAAA' }, 'has no sha512 checksum'],
    ['two checksums', 'node_modules/x', { ...GOOD, integrity: `sha1-A ${GOOD.integrity}` }, 'has no sha512 checksum'],
    [
      'git',
      'node_modules/x',
      { ...GOOD, resolved: 'git+ssh://git@github.com/x/x.git#abc' },
      'is not from the registry',
    ],
    [
      'another host',
      'node_modules/x',
      { ...GOOD, resolved: 'https://registry.npmjs.org.evil.example/x' },
      'is not from the registry',
    ],
    ['plain http', 'node_modules/x', { ...GOOD, resolved: 'http://registry.npmjs.org/x' }, 'is not from the registry'],
    ['a link', 'node_modules/x', { ...GOOD, link: true }, 'is a link'],
    ['a folder', '../x', GOOD, 'is a folder of this machine'],
    ['no version', 'node_modules/x', { ...GOOD, version: 'git+https://x' }, 'has no version'],
    [
      'a new script',
      'node_modules/@a/x',
      { ...GOOD, hasInstallScript: true },
      'has an install script that is not in the list',
    ],
    [
      'a script below',
      'node_modules/esbuild/node_modules/x',
      { ...GOOD, hasInstallScript: true },
      'has an install script that is not in the list',
    ],
  ])('for %s', (_, place, entry, problem) => {
    expect(lockfileProblems(withPackage(place, entry))).toEqual([`${place} ${problem}.`]);
  });

  it('of another version', () => {
    expect(lockfileProblems({ lockfileVersion: 1, packages: {} })).toEqual(['Expected lockfileVersion 3 but found 1.']);
  });

  it('and a good one is not', () => {
    expect(lockfileProblems(withPackage('node_modules/x', GOOD))).toEqual([]);
    expect(
      lockfileProblems(withPackage('node_modules/a/node_modules/x', { version: '1.0.0', inBundle: true })),
    ).toEqual([]);
  });

  it('ranges are told from versions', () => {
    expect(inexactVersions({ a: '1.2.3', b: '^1.2.3', c: '*', d: '~1.0.0', e: 'latest', f: '1.2.3-rc.1' })).toEqual([
      'b ^1.2.3',
      'c *',
      'd ~1.0.0',
      'e latest',
    ]);
  });
});
