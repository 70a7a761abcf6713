import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PackagesUnavailableError, platformPackages } from '../../../layers/runtime/platform-packages.ts';

const SHARP = '@img/sharp-linux-arm64';
const LIBVIPS = '@img/sharp-libvips-linux-arm64';
const LOCKED = {
  [`node_modules/${SHARP}`]: { version: '1.2.3', integrity: 'sha512-sharp', optional: true },
  [`node_modules/${LIBVIPS}`]: { version: '4.5.6', integrity: 'sha512-libvips', optional: true },
};

let root: string;
const path = process.env.PATH;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'face-comparison-packages-'));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: LOCKED }));
  mkdirSync(join(root, 'bin'));
  process.env.PATH = `${join(root, 'bin')}${delimiter}${path}`;
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(root, { recursive: true, force: true });
});

/** Stands in for npm, which would ask the registry. */
function fakeNpm(script: string): void {
  writeFileSync(join(root, 'bin', 'npm'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, 'bin', 'npm'), 0o755);
}

describe('platformPackages', () => {
  it('uses what npm installed for this machine', async () => {
    for (const name of [SHARP, LIBVIPS]) mkdirSync(join(root, 'node_modules', name), { recursive: true });
    expect(await platformPackages(root, 'arm64')).toBe(join(root, 'node_modules'));
    expect(existsSync(join(root, 'build'))).toBe(false);
  });

  it('fetches the packages of another platform by version and checksum, once', async () => {
    fakeNpm(`echo "$@" >> ../../../calls; mkdir -p node_modules/${SHARP} node_modules/${LIBVIPS}`);
    const folder = join(root, 'build', 'packages', 'linux-arm64');
    expect(await platformPackages(root, 'arm64')).toBe(join(folder, 'node_modules'));
    expect(JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages).toEqual({
      '': { dependencies: { [SHARP]: '1.2.3', [LIBVIPS]: '4.5.6' } },
      [`node_modules/${SHARP}`]: { version: '1.2.3', integrity: 'sha512-sharp' },
      [`node_modules/${LIBVIPS}`]: { version: '4.5.6', integrity: 'sha512-libvips' },
    });
    await platformPackages(root, 'arm64');
    const calls = readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');
    expect(calls).toEqual(['ci --os=linux --cpu=arm64 --libc=glibc --ignore-scripts --no-audit --no-fund']);
  });

  it('says what to do when the registry is out of reach', async () => {
    fakeNpm('echo "npm error code ENOTFOUND" >&2; exit 1');
    const fetching = platformPackages(root, 'arm64');
    await expect(fetching).rejects.toThrow(PackagesUnavailableError);
    await expect(fetching).rejects.toThrow(
      /could not fetch them: npm error code ENOTFOUND\nRun this .*: npm ci --os=linux/,
    );
  });

  it('takes nothing without a checksum', async () => {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: {} }));
    await expect(platformPackages(root, 'arm64')).rejects.toThrow(/no checksum of @img\/sharp-linux-arm64/);
  });
});
