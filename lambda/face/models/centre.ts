import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelEntry } from './manifest.ts';

/** A file beside the manifest: the mean of an embedder's embeddings over many people. */
export interface CentreFile {
  /** Name of the embedder. */
  readonly model: string;
  /** Description of the photos. */
  readonly data: string;
  readonly photos: number;
  readonly people: number;
  /** As many numbers as an embedding has. */
  readonly centre: readonly number[];
}

/**
 * Reads the centre of an embedder. Embeddings lie around it instead of around zero, so without it, what all faces have in
 * common would count towards every similarity. docs/decisions/embedding-crop.md has the gain of subtracting it. The centre is
 * an average over thousands of people and describes none of them.
 *
 * @returns `null` when the manifest names no centre
 * @throws Error naming the file when it is not what the manifest says
 */
export async function readCentre(modelsDir: string, entry: ModelEntry): Promise<Float32Array | null> {
  if (entry.centre === undefined) return null;
  const file = join(modelsDir, entry.centre.file);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The centre ${file} cannot be read: ${error.code}`);
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== entry.centre.sha256) {
    throw new Error(`The centre ${file} has sha256 ${sha256}, expected ${entry.centre.sha256}`);
  }
  const { model, centre } = JSON.parse(bytes.toString()) as CentreFile;
  if (model !== entry.name || centre.length !== entry.output!.length || !centre.every(Number.isFinite)) {
    throw new Error(`${file}: expected ${entry.output!.length} numbers of ${entry.name}`);
  }
  return Float32Array.from(centre);
}
