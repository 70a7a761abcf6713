import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { disguisedFace } from '../lib/pictures/disguise.ts';
import { drawnFace } from '../lib/pictures/drawn-face.ts';
import { asSharp } from '../lib/pictures/encode.ts';
import { bundleFunction } from './bundle.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'lambda/playground/page');

/** What current browsers have: dialog, :has, structuredClone. */
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

/** The page as one HTML file: markup, style, script and sample faces. The same sources give the same bytes. */
export async function buildPage(): Promise<string> {
  const [html, css, script] = await Promise.all([
    readFile(join(SOURCE, 'index.html'), 'utf8'),
    readFile(join(SOURCE, 'style.css'), 'utf8'),
    pageScript(),
  ]);
  const style = await transform(css, { loader: 'css', minify: true, target: BROWSERS });
  return html
    .replace(/<!--.*?-->/gs, '')
    .replace(/\s*\n\s*/g, '\n')
    .replace('/* style.css */', () => style.code.trim())
    .replace('/* main.ts */', () => script);
}

async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(SOURCE, 'main.ts')],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: BROWSERS,
    charset: 'utf8',
    define: { SAMPLE_FACES: JSON.stringify(await sampleFaces()) },
    logLevel: 'warning',
  });
  const [script] = outputFiles;
  // The only sequence of characters that would end the element early.
  return (script?.text ?? '').trim().replaceAll('</script', '<\\/script');
}

/** Faces by name as base64 of JPEG: one person in two lights and sizes, and another person. */
async function sampleFaces(): Promise<Record<string, string>> {
  const pictures = {
    one: drawnFace({ seed: 6, size: 320, share: 0.6, light: 0.3 }),
    oneAgain: drawnFace({ seed: 6, size: 300, share: 0.5, light: -0.4 }),
    another: disguisedFace({ seed: 5, size: 320, share: 0.6 }),
  };
  const encoded = Object.entries(pictures).map(async ([name, picture]) => {
    const jpeg = await asSharp(picture).jpeg({ quality: 78, mozjpeg: true }).toBuffer();
    return [name, jpeg.toString('base64')] as const;
  });
  return Object.fromEntries(await Promise.all(encoded));
}
