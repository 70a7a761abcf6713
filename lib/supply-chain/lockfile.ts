/** What package-lock.json says of one installed package. */
export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  /** Came within the archive of another package, whose checksum covers it. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
}

/** A package-lock.json of version 3: packages by their place, "" being the project itself. */
export interface Lockfile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const REGISTRY = 'https://registry.npmjs.org/';

/**
 * Packages that bring a script to run at their installation, and why none of them is missed: `.npmrc` has
 * `ignore-scripts=true`. A package that is not here must be looked at before it comes in.
 */
export const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  'aws-lambda-ric': 'compiles a client for the Runtime API; lib/local/runtime/client takes its place',
  'classic-level': 'compiles LevelDB for dynalite where it has no ready binary; it has them for our platforms',
  esbuild: 'checks the binary that came as a package of its own',
  'onnxruntime-node': 'downloads CUDA libraries, which nothing here uses',
};

/**
 * What is wrong with a lockfile: a package without checksum or with a weak one, from anywhere but the npm registry, linked
 * from elsewhere, or with an install script that nobody looked at.
 *
 * @returns one line for each problem
 */
export function lockfileProblems(lock: Lockfile): string[] {
  if (lock.lockfileVersion !== 3) return [`Expected lockfileVersion 3 but found ${lock.lockfileVersion}.`];
  return Object.entries(lock.packages).flatMap(([place, entry]) => {
    if (place === '') return [];
    const name = nameOf(place);
    const problems: string[] = [];
    if (!place.startsWith('node_modules/')) problems.push('is a folder of this machine');
    if (entry.link === true) problems.push('is a link');
    if (entry.inBundle !== true) {
      if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(entry.integrity ?? '')) problems.push('has no sha512 checksum');
      if (entry.resolved !== undefined && !entry.resolved.startsWith(REGISTRY))
        problems.push('is not from the registry');
    }
    if (!/^\d+\.\d+\.\d+/.test(entry.version ?? '')) problems.push('has no version');
    if (entry.hasInstallScript === true && !Object.hasOwn(INSTALL_SCRIPTS, name)) {
      problems.push('has an install script that is not in the list');
    }
    return problems.map((problem) => `${place} ${problem}.`);
  });
}

/** The ranges of a package.json that are no exact versions, so that an update never comes unasked. */
export function inexactVersions(ranges: Readonly<Record<string, string>>): string[] {
  return Object.entries(ranges)
    .filter(([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))
    .map(([name, range]) => `${name} ${range}`);
}

/** "node_modules/a/node_modules/@b/c" is "@b/c". */
export function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
