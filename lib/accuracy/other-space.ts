import type { Projection, ProjectionFile } from '../../lambda/face/models/projection.ts';
import { parseProjection } from '../../lambda/face/models/projection.ts';
import { readGivenFile } from '../cli/given-file.ts';
import type { MeasuredEmbedder } from './photos/into-space.ts';

/** A space that is given by files. */
export interface GivenSpace {
  readonly embedders: readonly MeasuredEmbedder[];
  /** How the projection of each embedder was made; `null` for embeddings as published and for a mean alone. */
  readonly projections: readonly (ProjectionFile | null)[];
}

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
): Promise<GivenSpace> {
  if (files.length !== embedders.length) {
    const names = embedders.map(({ model }) => model).join(', ');
    throw new Error(`Expected a file for each of ${names} but received ${files.length}`);
  }
  const spaces = await Promise.all(embedders.map((embedder, k) => readSpace(files[k]!, embedder)));
  return {
    embedders: embedders.map((embedder, k) => ({ ...embedder, projection: spaces[k]!.projection })),
    projections: spaces.map(({ file }) => file),
  };
}

interface Space {
  readonly projection: Projection | null;
  readonly file: ProjectionFile | null;
}

async function readSpace(file: string, { model, length }: MeasuredEmbedder): Promise<Space> {
  if (file === 'none') return { projection: null, file: null };
  const text = (await readGivenFile(file)).toString('utf8');
  try {
    const parsed = JSON.parse(text) as ProjectionFile & { centre?: readonly number[] };
    const { model: of, centre } = parsed;
    if (centre === undefined) {
      const { projection } = parseProjection(text, { name: model, output: { name: '', length } });
      return { projection, file: parsed };
    }
    if (of !== model || centre.length !== length) throw new Error(`expected ${length} numbers of ${model}`);
    const matrix = new Float32Array(length * length);
    for (let i = 0; i < length; i++) matrix[i * length + i] = 1;
    return { projection: { mean: Float32Array.from(centre), matrix }, file: null };
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}
