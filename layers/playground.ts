import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../lib/cli/root.ts';
import { bundleFunction } from './bundle.ts';

const SOURCE = join(ROOT, 'lambda/playground/page');

/** The oldest versions of browsers that have what the page uses: dialog, :has, structuredClone. */
const BROWSERS = ['chrome111', 'firefox121', 'safari16.4'];

/**
 * Bundles the playground function, which is deployed as a zip file, with its page.
 *
 * @returns the folder with `index.mjs` and `page.html`
 */
export async function assemblePlayground(outdir = join(ROOT, 'build', 'playground')): Promise<string> {
  await bundleFunction(join(ROOT, 'lambda/playground/handler.ts'), outdir);
  await writeFile(join(outdir, 'page.html'), await buildPage());
  return outdir;
}

/** Returns the page as one HTML file with markup, style, script and sample faces. The same sources give the same bytes. */
export async function buildPage(): Promise<string> {
  const [html, style, script] = await Promise.all([
    readFile(join(SOURCE, 'index.html'), 'utf8'),
    bundled('styles/style.css', {}),
    sampleFaces().then((faces) => bundled('main.ts', { SAMPLE_FACES: JSON.stringify(faces) })),
  ]);
  return html
    .replace(/<!--.*?-->/gs, '')
    .replace(/\s*\n\s*/g, '\n')
    .replace('/* style.css */', () => style)
    .replace('/* main.ts */', () => script);
}

/** Returns a file of the page with all that it imports. `define` gives the values of names in the sources. */
async function bundled(entry: string, define: Record<string, string>): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(SOURCE, entry)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: BROWSERS,
    charset: 'utf8',
    define,
    logLevel: 'warning',
  });
  // The only sequence of characters that would end the element early.
  return (outputFiles[0]?.text ?? '').trim().replaceAll('</script', '<\\/script');
}

/** Returns the sample photos that the page offers, in base64 by their names there. */
async function sampleFaces(): Promise<Record<string, string>> {
  const files = { one: 'selfie.jpg', oneAgain: 'document.jpg', another: 'other-person.jpg' };
  const encoded = Object.entries(files).map(async ([name, file]) => {
    return [name, await readFile(join(ROOT, 'samples', file), 'base64')] as const;
  });
  return Object.fromEntries(await Promise.all(encoded));
}
