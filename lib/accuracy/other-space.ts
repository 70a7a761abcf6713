import type { Projection } from '../../lambda/face/models/projection.ts';
import { parseProjection } from '../../lambda/face/models/projection.ts';
import { readGivenFile } from '../cli/given-file.ts';
import type { MeasuredEmbedder } from './photos/into-space.ts';

/**
 * Reads the projections of another space: a projection file, or a file with a mean alone in `centre`, as the project had them up
 * to 0.1.0.
 *
 * @param files one for each embedder, in their order; `none` for embeddings as published
 * @throws Error naming the file that is not of the embedder, or how many were expected
 */
export async function otherSpace(
  files: readonly string[],
  embedders: readonly MeasuredEmbedder[],
): Promise<MeasuredEmbedder[]> {
  if (files.length !== embedders.length) {
    const names = embedders.map(({ model }) => model).join(', ');
    throw new Error(`Expected a file for each of ${names} but received ${files.length}`);
  }
  return Promise.all(
    embedders.map(async (embedder, k) => ({ ...embedder, projection: await readSpace(files[k]!, embedder) })),
  );
}

async function readSpace(file: string, { model, length }: MeasuredEmbedder): Promise<Projection | null> {
  if (file === 'none') return null;
  const text = (await readGivenFile(file)).toString('utf8');
  try {
    const { model: of, centre } = JSON.parse(text) as { model?: string; centre?: readonly number[] };
    if (centre === undefined) return parseProjection(text, { name: model, output: { name: '', length } }).projection;
    if (of !== model || centre.length !== length) throw new Error(`expected ${length} numbers of ${model}`);
    const matrix = new Float32Array(length * length);
    for (let i = 0; i < length; i++) matrix[i * length + i] = 1;
    return { mean: Float32Array.from(centre), matrix };
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}
