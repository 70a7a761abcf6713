import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from './manifest.ts';
import { checkManifest } from './manifest-checks.ts';

/**
 * Reads `manifest.json` of a models directory and checks that every model is pinned and licensed and every pack complete.
 *
 * @throws Error naming the file, the entry and what is wrong with it
 */
export async function readManifest(modelsDir: string): Promise<Manifest> {
  const file = join(modelsDir, 'manifest.json');
  const text = await readFile(file, 'utf8');
  try {
    const manifest = JSON.parse(text) as Manifest;
    checkManifest(manifest);
    return manifest;
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}
