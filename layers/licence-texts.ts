import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import spdx from 'spdx-license-list/full.js';

/** Name of the file, in the image and in the authorizer's zip file. */
export const LICENCES_FILE = 'THIRD-PARTY-LICENCES';

const LICENCE_FILE = /^(licen[cs]e|copying|notice|third-?party-?(notices|licen[cs]es)(-?text)?)(\.(md|txt))?$/i;
const RULE = '-'.repeat(80);

interface LicencedPackage {
  /** "sharp 0.35.5". */
  readonly title: string;
  /** The SPDX expression in its package.json. */
  readonly licence: string;
  readonly address: string;
  /** All licence texts and notices in its archive; empty if it has none. */
  readonly text: string;
}

/**
 * Returns the licence texts of packages. MIT, ISC and Apache-2.0 require them with every copy of the code.
 *
 * A text that several packages share appears once, below their names. Packages that include no text, such as libvips
 * under the LGPL, are listed above the text that SPDX (https://spdx.org/licenses) has for their licence, if it has one. The
 * same packages give the same bytes, in any order.
 *
 * @param folders of installed packages
 */
export async function licenceTexts(folders: readonly string[]): Promise<string> {
  const packages = await Promise.all([...new Set(folders)].map(readPackage));
  packages.sort((a, b) => (a.title < b.title ? -1 : 1));
  const byText = Map.groupBy(packages, ({ text }) => text);
  const withoutText = byText.get('') ?? [];
  byText.delete('');
  const byLicence = Map.groupBy(withoutText, ({ licence }) => licence);
  const sections = [
    'Packages of others whose code is deployed here, in index.mjs or in node_modules, and their licences.',
    ...[...byText].map(([text, those]) => `${RULE}\n${list(those)}\n${RULE}\n\n${text}`),
    ...[...byLicence].map(([licence, those]) => statedOnly(licence, those)),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Returns the section of the packages that state this licence and include no text of it. */
function statedOnly(licence: string, packages: readonly LicencedPackage[]): string {
  const texts = textsOf(licence);
  const heading = `Packages whose makers add no licence text; it is found at these addresses.\n\n${list(packages)}`;
  if (texts.length === 0) return `${RULE}\n${heading}`;
  return [`${RULE}\n${heading}\n\n${licence}, as SPDX has it:\n${RULE}`, ...texts].join('\n\n');
}

/** Returns the text of a licence. The LGPL, version 3, supplements the GPL, so that text follows it. */
function textsOf(licence: string): string[] {
  const ids = /^LGPL-3\.0/.test(licence) ? [licence, licence.slice(1)] : [licence];
  return ids.flatMap((id) => spdx[id]?.licenseText.trim() ?? []);
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
