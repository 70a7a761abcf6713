import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Grouping } from './groups/grouping.ts';
import { embeddingsByGroup, type LabelledFace } from './groups/labelled-faces.ts';
import { measureProjection, projectionFile, type Strength } from './groups/make-projection.ts';

/** What a projection is made of. */
export interface ProjectionSource {
  /** Photos whose pairs would be counted, with embeddings as the model gives them. */
  readonly faces: readonly LabelledFace[];
  /** Groups of these photos, which count equally. */
  readonly grouping: Grouping;
  /** Embedders of the pack; one, for the embeddings of several are joined. */
  readonly embedders: readonly { readonly model: string }[];
  readonly data: string | null;
  readonly licence: string | null;
  /** Day of making, YYYY-MM-DD. */
  readonly created: string;
}

/**
 * Measures the projection of an embedder and writes it.
 *
 * @returns lines that say what to write into the manifest
 * @throws Error where the pack has several embedders
 */
export async function writeProjection(file: string, source: ProjectionSource, strength: Strength): Promise<string[]> {
  const { faces, grouping, embedders, data, licence, created } = source;
  const [embedder] = embedders;
  if (embedders.length !== 1) throw new Error('A projection is measured for one embedder: choose a pack that has one.');
  const groups = embeddingsByGroup(faces, grouping);
  const empty = grouping.names.find((_, g) => groups[g]!.length === 0);
  if (empty !== undefined) throw new Error(`The group ${empty} has no photo with a face that is not LowQuality.`);
  const content = projectionFile(measureProjection(groups, strength), {
    model: embedder!.model,
    created,
    data: data ?? 'Photos labelled by group.',
    licence,
    photos: groups.reduce((sum, group) => sum + group.length, 0),
    groups: grouping.names,
    power: strength.power,
    shrinkage: strength.shrinkage,
    between: strength.between,
  });
  const text = `${JSON.stringify(content, null, 2)}\n`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return [
    `projection into ${content.space} from ${content.photos} photos of ${content.groups.length} groups: ${file}`,
    'In layers/models/manifest.json the embedder then has:',
    `  "projection": { "file": "projection/${basename(file)}", "sha256": "${sha256}" }`,
    'Its packs need a new calibration.',
  ];
}
