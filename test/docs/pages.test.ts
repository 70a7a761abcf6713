import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../lib/cli/root.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { anchors, codeBlocks, links, PAGES, page } from './pages.ts';

describe('links', () => {
  it.each(PAGES)('%s leads only to files and headings that exist', (name) => {
    const broken = links(name).filter(({ path, anchor }) => {
      const target = path === '' ? name : normalize(join(dirname(name), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== null && target.endsWith('.md') && !anchors(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

/** Paths from the root that a page links to. */
const linked = (name: string) => links(name).map(({ path }) => normalize(join(dirname(name), path)));

describe('the index', () => {
  it('names every page of docs', () => {
    const pages = PAGES.filter((name) => /^docs\/([^/]+|[^/]+\/README)\.md$/.test(name) && name !== 'docs/README.md');
    expect(linked('docs/README.md')).toEqual(expect.arrayContaining(pages));
  });

  it('of the decisions names every decision', () => {
    const decisions = PAGES.filter((name) => name.startsWith('docs/decisions/') && !name.endsWith('README.md'));
    expect(linked('docs/decisions/README.md').sort()).toEqual(decisions);
  });
});

describe('the version', () => {
  it('has a dated section in the changelog, below one for what comes next', () => {
    const sections = [...page('CHANGELOG.md').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(sections[0]).toBe('Unreleased');
    expect(sections[1]).toMatch(new RegExp(`^${RegExp.escape(packageJson.version)} - \\d{4}-\\d\\d-\\d\\d$`));
  });

  it('is the one that the contract shows', () => {
    expect(page('docs/contract.md')).toContain(`"version": "${packageJson.version}"`);
  });
});

describe('the pages', () => {
  it('repeat no sentence of another', () => {
    const seen = new Map<string, string>();
    const repeated: string[] = [];
    for (const name of PAGES) {
      const prose = page(name)
        .replaceAll(/^ *```.*?^ *```$/gms, '')
        .replaceAll(/^\|.*$/gm, '')
        .replaceAll(/\s+/g, ' ');
      for (const sentence of new Set(prose.split(/(?<=[.:;]) /).filter((text) => text.length > 60))) {
        const other = seen.get(sentence);
        if (other !== undefined) repeated.push(`${name} and ${other}: ${sentence}`);
        seen.set(sentence, name);
      }
    }
    expect(repeated).toEqual([]);
  });

  it('repeat no block of code of another', () => {
    const blocks = PAGES.flatMap(codeBlocks).filter(({ code }) => code.trim().split('\n').length > 2);
    const repeated = blocks.filter(({ code }, i) => blocks.findIndex((other) => other.code === code) !== i);
    expect(repeated).toEqual([]);
  });

  it('name every package and say why it is there', () => {
    const text = page('docs/architecture.md');
    const packages = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies });
    const absent = packages.filter((name) => !text.includes(`\`${name}\``) && !name.startsWith('@types/'));
    expect(absent).toEqual([]);
  });
});
