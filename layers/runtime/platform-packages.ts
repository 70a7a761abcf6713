import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Cpu } from './packages.ts';

/** The native packages of another platform are not installed and could not be fetched. The message says what to do. */
export class PackagesUnavailableError extends Error {}

interface LockedPackage {
  readonly version: string;
  readonly integrity: string;
}

/**
 * Returns the `node_modules` folder that holds sharp's native packages for Linux on a processor. npm installs only those of
 * this machine. Others are fetched into `build/`, in the versions and with the checksums of package-lock.json.
 *
 * @param root the repository
 * @throws PackagesUnavailableError
 */
export async function platformPackages(root: string, cpu: Cpu): Promise<string> {
  const names = [`@img/sharp-linux-${cpu}`, `@img/sharp-libvips-linux-${cpu}`];
  const installed = join(root, 'node_modules');
  if (names.every((name) => existsSync(join(installed, name)))) return installed;
  const folder = join(root, 'build', 'packages', `linux-${cpu}`);
  const lock = await lockedPackages(root, names);
  const lockText = JSON.stringify(lockFile(lock), null, 2);
  const current = await readFile(join(folder, 'package-lock.json'), 'utf8').catch(() => null);
  const complete = names.every((name) => existsSync(join(folder, 'node_modules', name)));
  if (current !== lockText || !complete) await install(folder, lock, lockText, cpu);
  return join(folder, 'node_modules');
}

async function lockedPackages(root: string, names: readonly string[]): Promise<Map<string, LockedPackage>> {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const locked = new Map<string, LockedPackage>();
  for (const name of names) {
    const entry = packages[`node_modules/${name}`] as LockedPackage | undefined;
    if (entry?.integrity === undefined) {
      throw new PackagesUnavailableError(
        `package-lock.json has no checksum of ${name}. Run npm install to complete it.`,
      );
    }
    locked.set(name, entry);
  }
  return locked;
}

/** Returns a lock file of these packages only, so that `npm ci` compares them with the checksums. */
function lockFile(locked: ReadonlyMap<string, LockedPackage>): object {
  const packages: Record<string, object> = { '': { dependencies: dependencies(locked) } };
  for (const [name, { version, integrity }] of locked) packages[`node_modules/${name}`] = { version, integrity };
  return { name: 'packages', lockfileVersion: 3, requires: true, packages };
}

function dependencies(locked: ReadonlyMap<string, LockedPackage>): Record<string, string> {
  return Object.fromEntries([...locked].map(([name, { version }]) => [name, version]));
}

async function install(
  folder: string,
  locked: ReadonlyMap<string, LockedPackage>,
  lockText: string,
  cpu: Cpu,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const manifest = { name: 'packages', private: true, dependencies: dependencies(locked) };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  await writeFile(join(folder, 'package-lock.json'), lockText);
  const options = ['--os=linux', `--cpu=${cpu}`, '--libc=glibc', '--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    await promisify(execFile)('npm', ['ci', ...options], { cwd: folder });
  } catch (error) {
    // npm's first line names the cause; the rest is advice about proxies and log files.
    const cause = (error as { stderr?: string }).stderr?.split('\n')[0] || (error as Error).message;
    throw new PackagesUnavailableError(
      `The native packages for linux/${cpu} are not installed, and npm could not fetch them: ${cause}\n` +
        `Run this where the registry is within reach: npm ci ${options.join(' ')} (in ${folder})`,
    );
  }
}
