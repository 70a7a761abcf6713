import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../lib/cli/root.ts';
import packageJson from '../package.json' with { type: 'json' };
import { bundleFunction } from './bundle.ts';

const SOURCE = join(ROOT, 'lambda/playground/page');

/** The oldest versions of browsers that have what the page uses: dialog, :has, structuredClone. */
const BROWSERS = ['chrome111', 'firefox121', 'safari16.4'];

/**
 * Bundles the playground function, which is deployed as a zip file, with its page.
 *
 * @returns the folder with `index.mjs`, `page.html` and `reference.html`
 */
export async function assemblePlayground(outdir = join(ROOT, 'build', 'playground')): Promise<string> {
  await bundleFunction(join(ROOT, 'lambda/playground/handler.ts'), outdir);
  await writeFile(join(outdir, 'page.html'), await buildPage());
  await writeFile(join(outdir, 'reference.html'), await buildReference());
  return outdir;
}

/** Returns the page as one HTML file with markup, style, script and sample faces. The same sources give the same bytes. */
export async function buildPage(): Promise<string> {
  const [html, style, script] = await Promise.all([
    readFile(join(SOURCE, 'index.html'), 'utf8'),
    bundled('styles/style.css', {}),
    Promise.all([sampleFaces(), clientPrograms()]).then(([faces, programs]) =>
      bundled('main.ts', { SAMPLE_FACES: JSON.stringify(faces), CLIENT_PROGRAMS: JSON.stringify(programs) }),
    ),
  ]);
  return html
    .replace(/<!--.*?-->/gs, '')
    .replace(/\s*\n\s*/g, '\n')
    .replace('{version}', packageJson.version)
    .replace('/* style.css */', () => style)
    .replace('/* main.ts */', () => script);
}

/**
 * Returns the API reference as one HTML file: Swagger UI, which shows the OpenAPI document of the deployment. It only shows;
 * the playground sends requests.
 */
async function buildReference(): Promise<string> {
  const renderer = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const [html, style, script, licences, notice] = await Promise.all([
    readFile(join(ROOT, 'lambda/playground/reference.html'), 'utf8'),
    ...['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt', 'NOTICE'].map((file) =>
      readFile(join(renderer, file), 'utf8'),
    ),
  ] as const);
  const options = {
    url: 'openapi.json',
    dom_id: '#reference',
    // By default Swagger UI sends the document to a server of its makers for a check.
    validatorUrl: null,
    supportedSubmitMethods: [],
    defaultModelsExpandDepth: 0,
  };
  const parts = [
    `/*! Swagger UI, Apache-2.0, https://www.apache.org/licenses/LICENSE-2.0\n${notice}*/`,
    licences,
    script?.replace(/\n\/\/# sourceMappingURL=.*\s*$/, ''),
    `SwaggerUIBundle(${JSON.stringify(options)});`,
  ];
  const withoutMap = style?.replace(/\/\*# sourceMappingURL=.*?\*\//, '') ?? '';
  return html
    .replace('/* swagger-ui.css */', () => withoutMap)
    .replace('/* swagger-ui-bundle.js */', () => inScript(parts.join('\n')));
}

/** Escapes what would end a script element early, or keep its end from being seen. */
function inScript(code: string): string {
  return code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
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
  return inScript((outputFiles[0]?.text ?? '').trim());
}

/** Returns the sample photos that the page offers, in base64 by their names there. */
async function sampleFaces(): Promise<Record<string, string>> {
  const files = { one: 'selfie.jpg', oneAgain: 'document.jpg', another: 'other-person.jpg' };
  const encoded = Object.entries(files).map(async ([name, file]) => {
    return [name, await readFile(join(ROOT, 'samples', file), 'base64')] as const;
  });
  return Object.fromEntries(await Promise.all(encoded));
}

/** Returns the programs of docs/clients that the page shows, by language. */
async function clientPrograms(): Promise<Record<string, string>> {
  const files = { TypeScript: 'compare.ts', Python: 'compare.py', 'C#': 'Compare.cs', Java: 'Compare.java' };
  const read = Object.entries(files).map(async ([language, file]) => {
    return [language, await readFile(join(ROOT, 'docs/clients', file), 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
