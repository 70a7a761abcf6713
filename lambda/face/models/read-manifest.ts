import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from './manifest.ts';

/**
 * Reads `manifest.json` of a models directory.
 *
 * @param check throws when the manifest is wrong. By default it checks the outline only: `checkManifest` has checked a
 *   manifest by the time that its models are in place.
 * @throws Error naming the file and what is wrong with it
 */
export async function readManifest(
  modelsDir: string,
  check: (manifest: unknown) => void = checkOutline,
): Promise<Manifest> {
  const file = join(modelsDir, 'manifest.json');
  const text = await readFile(file, 'utf8');
  try {
    const manifest = JSON.parse(text);
    check(manifest);
    return manifest;
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

function checkOutline(manifest: unknown): void {
  const { models, packs } = Object(manifest);
  if (!Array.isArray(models) || !(packs instanceof Object)) throw new Error('expected a list of models, and packs');
}
