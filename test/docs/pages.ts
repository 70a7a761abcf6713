import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../lib/cli/root.ts';

/** The pages for readers, from the root: "README.md", "docs/start.md", … */
export const PAGES: readonly string[] = globSync('{*.md,docs/**/*.md}', { cwd: ROOT }).sort();

/** A fenced block of code. */
export interface CodeBlock {
  /** "docs/start.md:12", with the line of the fence. */
  readonly where: string;
  /** What stands behind the fence; "" where nothing does. */
  readonly language: string;
  readonly code: string;
}

export function page(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8');
}

/** All blocks of code of a page; an indented block comes without its indentation. */
export function codeBlocks(name: string): CodeBlock[] {
  const text = page(name);
  return [...text.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map(
    ({ 1: indent = '', 2: language = '', 3: code = '', index }) => ({
      where: `${name}:${text.slice(0, index).split('\n').length}`,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

/** The blocks of all pages in one of these languages. */
export function blocksIn(...languages: readonly string[]): CodeBlock[] {
  return PAGES.flatMap(codeBlocks).filter(({ language }) => languages.includes(language));
}

/** The commands of the blocks for a shell: lines that end with a backslash are joined, comments and blank lines left out. */
export function shellCommands(): { readonly where: string; readonly command: string }[] {
  return blocksIn('sh', '').flatMap(({ where, code }) =>
    code
      .replaceAll(/ *\\\n\s*/g, ' ')
      .split('\n')
      .map((line) => line.replace(/\s+# .*$/, '').trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((command) => ({ where, command })),
  );
}

/** GitHub's anchors of a page's headings (https://github.com/gjtorikian/html-pipeline, TableOfContentsFilter). */
export function anchors(name: string): string[] {
  const prose = page(name).replaceAll(/^ *```.*?^ *```$/gms, '');
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links of a page to this project's own files: path as written, and anchor or `null`. */
export function links(name: string): { readonly path: string; readonly anchor: string | null }[] {
  return [...page(name).matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)/g)].map(([, path = '', anchor]) => ({
    path,
    anchor: anchor ?? null,
  }));
}
