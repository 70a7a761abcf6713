import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleAuthorizer, assembleImage } from '../../layers/assemble.ts';
import { LICENCES_FILE, licenceTexts } from '../../layers/licence-texts.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { shippedParts } from '../../lib/supply-chain/shipped.ts';
import { describeUnless, noModels } from '../support/shared.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'face-licences-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @returns the package's folder */
function installed(name: string, files: Readonly<Record<string, string>>, more: object = {}): string {
  const place = join(folder, 'node_modules', name);
  mkdirSync(place, { recursive: true });
  const description = {
    name,
    version: '1.2.3',
    license: 'MIT',
    repository: { url: `git+https://x.example/${name}.git` },
  };
  writeFileSync(join(place, 'package.json'), JSON.stringify({ ...description, ...more }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
  return place;
}

describe('licence texts of packages', () => {
  it('stand below the name, version, licence and address of the package', async () => {
    const texts = await licenceTexts([installed('a', { LICENSE: 'Copyright A\r\n\r\nDo as you please.\r\n' })]);
    expect(texts).toContain('a 1.2.3: MIT, https://x.example/a\n');
    expect(texts).toMatch(/\n\nCopyright A\n\nDo as you please\.\n$/);
  });

  it('that several packages have are printed once, with all their names', async () => {
    const texts = await licenceTexts([
      installed('c', { 'LICENSE.md': 'Same text\n' }),
      installed('b', { 'LICENCE.txt': 'Other text' }),
      installed('a', { LICENSE: 'Same text' }),
    ]);
    expect(texts.match(/Same text/g)).toHaveLength(1);
    expect(texts).toContain('a 1.2.3: MIT, https://x.example/a\nc 1.2.3: MIT, https://x.example/c\n');
    expect(texts.indexOf('Other text')).toBeGreaterThan(texts.indexOf('Same text'));
  });

  it('come with notices and texts of what a package contains, and with nothing else', async () => {
    const files = {
      LICENSE: 'One',
      NOTICE: 'Two',
      'ThirdPartyNotices.txt': 'Three',
      'README.md': 'Four',
      'license.js': 'Five',
    };
    const texts = await licenceTexts([installed('d', files)]);
    for (const text of ['One', 'Two', 'Three']) expect(texts).toContain(`\n${text}\n`);
    for (const text of ['Four', 'Five']) expect(texts).not.toContain(text);
  });

  it('that are missing come from SPDX, once for each licence, below the packages that state it', async () => {
    const texts = await licenceTexts([
      installed('with', { LICENSE: 'A text' }),
      installed('without', {}),
      installed('nor-this', {}),
    ]);
    const [, section] = texts.split('add no licence text');
    expect(section).toContain(
      '\n\nnor-this 1.2.3: MIT, https://x.example/nor-this\nwithout 1.2.3: MIT, https://x.example/without\n',
    );
    expect(section!.match(/Permission is hereby granted, free of charge/g)).toHaveLength(1);
    expect(await licenceTexts([installed('with', {})])).not.toContain('no licence text');
  });

  it('of the LGPL come with the GPL, which it refers to', async () => {
    const texts = await licenceTexts([installed('copyleft', {}, { license: 'LGPL-3.0-or-later' })]);
    expect(texts).toContain('GNU LESSER GENERAL PUBLIC LICENSE\nVersion 3');
    expect(texts).toContain('GNU GENERAL PUBLIC LICENSE\nVersion 3');
  });

  it('of a licence that nobody knows are left to the address', async () => {
    const bare = installed('@x/bare', {}, { license: undefined, repository: undefined });
    expect(await licenceTexts([bare])).toMatch(
      /addresses\.\n\n@x\/bare 1\.2\.3: licence not stated, https:\/\/www\.npmjs\.com\/package\/@x\/bare\n$/,
    );
  });

  it('are the same in whatever order the packages come', async () => {
    const folders = ['p', 'q', 'r'].map((name) => installed(name, { LICENSE: name === 'q' ? 'Q' : 'P and R' }));
    expect(await licenceTexts([...folders.toReversed(), folders[0]!])).toBe(await licenceTexts(folders));
  });
});

describeUnless(noModels, 'what is deployed', () => {
  it.each(['compare', 'authorizer'])('brings the licence of every package: %s', async (name) => {
    const outdir = join(folder, name);
    const task =
      name === 'compare' ? join((await assembleImage({ outdir })).folder, 'task') : await assembleAuthorizer(outdir);
    const texts = readFileSync(join(task, LICENCES_FILE), 'utf8');
    const [printed, ...rest] = texts.split('add no licence text');
    const named = rest.join();
    const packages = (await shippedParts('retail-0095')).filter(
      ({ kind, functions }) => kind.endsWith('package') && functions.includes(name),
    );
    expect(texts.match(/^\S+ \d+\.\d+\.\d+\S*: .+, https:\/\/\S+$/gm)).toHaveLength(packages.length);
    for (const { name: part, version, licence } of packages)
      expect(texts).toContain(`${part} ${version}: ${licence}, `);
    expect(texts).not.toContain(ROOT);
    if (name === 'authorizer') return expect(named).toBe('');
    // These are known to have no text. When their makers add it, it moves up automatically.
    for (const part of ['onnxruntime-node', '@middy/core']) expect(named).toContain(`\n${part} `);
    expect(named).toContain('GNU LESSER GENERAL PUBLIC LICENSE\nVersion 3');
    for (const part of ['sharp', 'semver', '@fastify/busboy']) {
      const own = readFileSync(join(ROOT, 'node_modules', part, 'LICENSE'), 'utf8')
        .replaceAll('\r\n', '\n')
        .trim();
      expect(printed).toContain(own);
    }
  });
});
