import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import { type EmbedOptions, embedPhotos } from './embed-photos.ts';
import type { EmbeddingCache } from './embedding-cache.ts';

/**
 * Analyses photos. Analyses that the cache has are taken from it, all others are added to it.
 *
 * @param photos paths relative to `imagesDir`
 * @param cache `null` to keep nothing
 * @returns analyses by path, in the order of `photos`
 * @throws Error naming the photo that cannot be read or processed
 */
export async function analysePhotos(
  photos: readonly string[],
  options: EmbedOptions & { readonly cache: EmbeddingCache | null },
): Promise<Map<string, AnalysedPicture>> {
  const { imagesDir, cache, progress } = options;
  if (cache === null) return embedPhotos(photos, options);
  const hashes = new Map<string, string>();
  const results = new Map<string, AnalysedPicture>();
  for (const photo of photos) {
    const hash = await sha256(join(imagesDir, photo), photo);
    hashes.set(photo, hash);
    const known = cache.get(hash);
    if (known !== undefined) results.set(photo, known);
  }
  const missing = photos.filter((photo) => !results.has(photo));
  const known = results.size;
  if (known > 0) progress?.(known, photos.length);
  const analysed = await embedPhotos(missing, {
    ...options,
    progress: (done) => progress?.(known + done, photos.length),
    onAnalysed: (photo, analysis) => cache.add(hashes.get(photo)!, analysis),
  });
  for (const [photo, analysis] of analysed) results.set(photo, analysis);
  return new Map(photos.map((photo) => [photo, results.get(photo)!]));
}

async function sha256(file: string, photo: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${photo}: ${error.code}: the photo cannot be read`);
  });
  return createHash('sha256').update(bytes).digest('hex');
}
