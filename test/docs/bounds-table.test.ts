import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../lib/cli/root.ts';

const page = readFileSync(join(ROOT, 'docs/decisions/decoding-bounds.md'), 'utf8');
const [, table] = /<!-- bounds -->\n(.*?)<!-- \/bounds -->/s.exec(page)!;
const rows = table!
  .split('\n')
  .slice(2)
  .filter((line) => line !== '');

/** A test and the builders of its files, whose names are its titles. */
function textOf(testFile: string): string {
  const support = join(ROOT, 'test/support/hostile');
  const builders = readdirSync(support).map((name) => readFileSync(join(support, name), 'utf8'));
  return [readFileSync(testFile, 'utf8'), ...builders].join('\n');
}

test.each(rows.map((row) => [row.split('|')[1]!.trim(), row]))('the bound of "%s" names tests that exist', (_, row) => {
  const heldBy = row.split('|').at(-2)!;
  const [, link] = /\]\((.*?)\)/.exec(heldBy)!;
  const file = resolve(ROOT, 'docs/decisions', link!);
  expect(existsSync(file)).toBe(true);
  const titles = Array.from(heldBy.matchAll(/`(.*?)`/g), ([, title]) => title!);
  expect(titles.length).toBeGreaterThan(0);
  const text = textOf(file);
  for (const title of titles) {
    // Titles of tiles and strips are put together from what they vary.
    const parts = title.split(/(?:tiles|strips) of deflate, /).filter((part) => part !== '');
    for (const part of parts) expect(text).toContain(part);
  }
});

test('every format has a bound', () => {
  for (const format of ['PNG', 'JPEG', 'TIFF', 'BMP', 'Colour profile']) {
    expect(rows.some((row) => row.startsWith(`| ${format}`))).toBe(true);
  }
});
