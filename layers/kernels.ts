import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { ROOT } from '../lib/cli/root.ts';

const SOURCE = 'lambda/face/picture/kernels/assembly/index.ts';
/** The source file that holds the compiled kernels. */
export const KERNELS_FILE = join(ROOT, 'lambda/face/picture/kernels/binary.ts');

/** Pages of 64 KiB that the memory starts with: 2 MiB, more than usual images need at a time. */
const PAGES = 32;

/**
 * Compiles the kernels. The same version of the compiler always gives the same bytes.
 *
 * @returns the text of `KERNELS_FILE`
 * @throws Error with the compiler's messages
 */
export async function compileKernels(): Promise<string> {
  const stderr = asc.createMemoryStream();
  const written: Uint8Array[] = [];
  const { error } = await asc.main(
    [
      SOURCE,
      ...['--baseDir', ROOT, '--outFile', 'kernels.wasm'],
      // The kernels allocate nothing, so they need none of AssemblyScript's runtime.
      ...['--runtime', 'stub', '--noAssert', '--enable', 'simd', '--initialMemory', String(PAGES)],
      ...['-O3', '--converge'],
    ],
    { stderr, writeFile: (_, contents) => void written.push(contents as Uint8Array) },
  );
  if (error !== null) throw new Error(`${error.message}\n${stderr.toString()}`);
  const lines = Buffer.from(written[0]!)
    .toString('base64')
    .match(/.{1,110}/g)!;
  return [
    '// Made by `npm run kernels` from assembly/; a test compiles them again. WebAssembly, base64.',
    'export const KERNELS = [',
    ...lines.map((line) => `  '${line}',`),
    `].join('');`,
    '',
  ].join('\n');
}
