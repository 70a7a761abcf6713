import { join } from 'node:path';
import { build } from 'esbuild';
import { PRELOAD_DIR } from './launch.ts';

/**
 * Writes what is loaded before the runtime client as JavaScript. Node.js takes 40 ms to get ready for removing types, at
 * each start; a start on Lambda has nothing of it, so a start that is measured must not have it either.
 *
 * @param outdir then holds `preload.mjs`, `native-client.mjs` and one file for each of `more`
 * @param more TypeScript modules by the names of their files to be, which are to be loaded too
 */
export async function compileClient(outdir: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  await build({
    entryPoints: {
      preload: join(PRELOAD_DIR, 'preload.mts'),
      'native-client': join(PRELOAD_DIR, 'native-client.mts'),
      ...more,
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    logLevel: 'warning',
  });
}
