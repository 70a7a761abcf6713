import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Name of the file, in the image and in the authorizer's zip file. */
export const LICENCES_FILE = 'THIRD-PARTY-LICENCES';

const LICENCE_FILE = /^(licen[cs]e|copying|notice|third-?party-?(notices|licen[cs]es)(-?text)?)(\.(md|txt))?$/i;
const RULE = '-'.repeat(80);

interface LicencedPackage {
  /** "sharp 0.35.5". */
  readonly title: string;
  /** SPDX expression, as its makers state it. */
  readonly licence: string;
  readonly address: string;
  /** All licence texts and notices in its archive; empty where it has none. */
  readonly text: string;
}

/**
 * The licence texts that packages bring, which MIT, ISC and Apache-2.0 ask to hand on with copies of their code. A text that
 * several packages have is printed once, with their names; packages without any are named with the place where it can be
 * read. The same packages give the same bytes, in whatever order.
 *
 * @param folders of installed packages
 */
export async function licenceTexts(folders: readonly string[]): Promise<string> {
  const packages = await Promise.all([...new Set(folders)].map(readPackage));
  packages.sort((a, b) => (a.title < b.title ? -1 : 1));
  const byText = Map.groupBy(packages, ({ text }) => text);
  const without = byText.get('') ?? [];
  byText.delete('');
  const sections = [
    'Packages of others whose code is deployed here, in index.mjs or in node_modules, and their licences.',
    ...[...byText].map(([text, those]) => `${RULE}\n${list(those)}\n${RULE}\n\n${text}`),
  ];
  if (without.length > 0) {
    sections.push(
      `${RULE}\nPackages whose makers add no licence text; it is found at these addresses.\n\n${list(without)}`,
    );
  }
  return `${sections.join('\n\n')}\n`;
}

function list(packages: readonly LicencedPackage[]): string {
  return packages.map(({ title, licence, address }) => `${title}: ${licence}, ${address}`).join('\n');
}

async function readPackage(folder: string): Promise<LicencedPackage> {
  const { name, version, license, repository } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const stated: string = typeof repository === 'string' ? repository : (repository?.url ?? '');
  return {
    title: `${name} ${version}`,
    licence: typeof license === 'string' ? license : 'licence not stated',
    address:
      stated.replace(/^git(\+https)?:/, 'https:').replace(/\.git$/, '') || `https://www.npmjs.com/package/${name}`,
    text: texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n'),
  };
}
