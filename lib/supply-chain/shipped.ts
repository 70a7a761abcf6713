import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packModels, readManifest } from '../../lambda/face/models/manifest.ts';
import { bundledPackages, bundleFunction } from '../../layers/bundle.ts';
import { MODELS_DIR } from '../../layers/models/fetch.ts';
import { type Cpu, runtimePackages } from '../../layers/runtime/packages.ts';
import { platformPackages } from '../../layers/runtime/platform-packages.ts';
import { ROOT } from '../cli/root.ts';

/** What is read here of package-lock.json: the checksums of packages by their place. */
interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

/** A third-party part of the deployed functions. */
export interface ShippedPart {
  readonly kind: 'package' | 'native package' | 'library' | 'model';
  readonly name: string;
  readonly version: string;
  /** SPDX expression or, for what a native package contains, the words of its README. */
  readonly licence: string;
  /** The functions that it is deployed with: compare, authorizer, issuer. */
  readonly functions: readonly string[];
  /** "sha512-…" of the npm archive, or the sha256 of a model in hex; `null` for what is within another part. */
  readonly checksum: string | null;
  readonly source: string | null;
}

const FUNCTIONS = ['compare', 'authorizer', 'issuer'] as const;
const LIBVIPS = '@img/sharp-libvips-linux-';

/**
 * Returns all third-party parts of the container image and of the zip files of authorizer and issuer: the packages in the bundles, as
 * esbuild reports them, the native packages next to them, the libraries in the largest of these, and the models of a pack.
 *
 * @param pack name of the pack of models
 */
export async function shippedParts(pack: string, cpu: Cpu = 'x64'): Promise<ShippedPart[]> {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as Lockfile;
  const bundled = await packagesByFolder();
  const packages: ShippedPart[] = [];
  for (const [folder, functions] of bundled)
    packages.push(await packagePart(join(ROOT, folder), 'package', functions, lock));
  const native = await platformPackages(ROOT, cpu);
  for (const { name } of runtimePackages(cpu)) {
    const folder = join(name.includes(`linux-${cpu}`) ? native : join(ROOT, 'node_modules'), name);
    packages.push(await packagePart(folder, 'native package', ['compare'], lock));
  }
  const parts = [...packages, ...(await librariesOf(join(native, `${LIBVIPS}${cpu}`))), ...(await modelParts(pack))];
  return parts.sort((a, b) => (`${a.kind} ${a.name}@${a.version}` < `${b.kind} ${b.name}@${b.version}` ? -1 : 1));
}

/** Returns the folders of packages, from the root of the repository, with the functions that bundle files of them. */
async function packagesByFolder(): Promise<Map<string, string[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'face-comparison-parts-'));
  const found = new Map<string, string[]>();
  try {
    for (const name of FUNCTIONS) {
      const metafile = await bundleFunction(join(ROOT, `lambda/${name}/handler.ts`), join(folder, name));
      for (const path of bundledPackages(metafile)) found.set(path, [...(found.get(path) ?? []), name]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return found;
}

async function packagePart(
  folder: string,
  kind: ShippedPart['kind'],
  functions: readonly string[],
  lock: Lockfile,
): Promise<ShippedPart> {
  const { name, version, license, repository } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const place = folder.slice(folder.indexOf('node_modules/'));
  return {
    kind,
    name,
    version,
    licence: typeof license === 'string' ? license : 'not stated',
    functions,
    checksum: lock.packages[place]?.integrity ?? null,
    source: typeof repository === 'string' ? repository : ((repository?.url as string | undefined) ?? null),
  };
}

/** Returns the C libraries in sharp's largest package: versions from its list, licences from its README. */
async function librariesOf(folder: string): Promise<ShippedPart[]> {
  const versions = JSON.parse(await readFile(join(folder, 'versions.json'), 'utf8')) as Record<string, string>;
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const licences = new Map(
    [...readme.matchAll(/^\| ([\w-]+) +\| (.+?) +\|$/gm)].map(([, name, words]) => [
      bareName(name!),
      words!.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1'),
    ]),
  );
  return Object.entries(versions).map(([name, version]) => ({
    kind: 'library',
    name,
    version,
    licence: licences.get(bareName(name)) ?? 'not stated',
    functions: ['compare'],
    checksum: null,
    source: null,
  }));
}

/** Returns a name as both lists have it: one says "archive" and "uhdr", the other "libarchive" and "libultrahdr". */
function bareName(name: string): string {
  return name.replace(/^lib/, '').replace(/^ultrahdr$/, 'uhdr');
}

async function modelParts(pack: string): Promise<ShippedPart[]> {
  const { models } = packModels(await readManifest(MODELS_DIR), pack);
  return models.map(({ name, sha256, licence, source }) => ({
    kind: 'model',
    name,
    version: sha256.slice(0, 8),
    licence: licence.spdx,
    functions: ['compare'],
    checksum: sha256,
    source: source.publisher,
  }));
}
