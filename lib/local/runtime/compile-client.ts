import { join } from 'node:path';
import { build } from 'esbuild';
import { PRELOAD_DIR } from './launch.ts';

/**
 * Compiles the modules that are preloaded before the runtime client to JavaScript. A process that loads TypeScript takes
 * 40 ms longer to start, because Node.js prepares for the removal of types. On Lambda no start pays for that, so no start
 * that is measured may.
 *
 * @param outdir receives `preload.mjs`, `native-client.mjs` and one file for each of `more`
 * @param more further TypeScript modules, by the names of the files to write without their extension
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
