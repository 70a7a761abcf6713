import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../lib/cli/root.ts';
import { PAGES, page } from './pages.ts';

const IMAGES = join(ROOT, 'docs/images');

/** Where each image of a page lies, and what it says to who cannot see it. */
function images(name: string): { file: string; alt: string }[] {
  return [...page(name).matchAll(/<img ([^>]*)>/g)].map(([, attributes]) => ({
    file: resolve(ROOT, dirname(name), /src="([^"]*)"/.exec(attributes!)?.[1] ?? ''),
    alt: /alt="([^"]*)"/.exec(attributes!)?.[1] ?? '',
  }));
}

describe('images in the pages', () => {
  const all = PAGES.flatMap((name) => images(name).map((image) => ({ name, ...image })));

  it('exist, and say in words what they show', () => {
    expect(all.length).toBeGreaterThan(0);
    expect(all.filter(({ file, alt }) => !existsSync(file) || alt.length < 20)).toEqual([]);
  });

  it('are all shown somewhere, and have at most 150 kB each', () => {
    for (const file of readdirSync(IMAGES)) {
      expect(all.map((image) => image.file)).toContain(join(IMAGES, file));
      expect([file, statSync(join(IMAGES, file)).size <= 150_000]).toEqual([file, true]);
    }
  });
});
