import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { AnalysedPicture } from '../../lambda/face/analyse-picture.ts';
import type { CentreFile } from '../../lambda/face/models/centre.ts';
import type { LabelledPhoto } from './photos/photos-by-person.ts';

/** Five decimals of numbers of a few hundredths: the error of a similarity is below 1e-5. */
const DECIMALS = 5;

/**
 * Measures the centre of an embedder: the mean of the embeddings of the main faces.
 *
 * @param photos analyses with uncentred embeddings, by path
 * @param embedders of the pack; one, for the embeddings of several are joined
 * @returns lines that say what to write into the manifest
 * @throws Error where the pack has several embedders or no photo shows a face
 */
export async function writeCentre(
  file: string,
  labelled: readonly LabelledPhoto[],
  photos: ReadonlyMap<string, AnalysedPicture>,
  { data }: { readonly data: string | null },
  embedders: readonly string[],
): Promise<string[]> {
  const [model] = embedders;
  if (embedders.length !== 1) throw new Error('A centre is measured for one embedder: choose a pack that has one.');
  const faces = labelled.flatMap(({ path, person }) => {
    const embedding = photos.get(path)!.embeddings.find((one) => one !== null);
    return embedding === undefined || embedding === null ? [] : [{ person, embedding }];
  });
  if (faces.length === 0) throw new Error('No photo shows a face.');
  const sums = new Float64Array(faces[0]!.embedding.length);
  for (const { embedding } of faces) for (const [i, value] of embedding.entries()) sums[i]! += value;
  const content: CentreFile = {
    model: model!,
    data: data ?? 'Photos labelled by folder.',
    photos: faces.length,
    people: new Set(faces.map(({ person }) => person)).size,
    centre: Array.from(sums, (sum) => Number((sum / faces.length).toFixed(DECIMALS))),
  };
  const text = `${JSON.stringify(content)}\n`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return [
    `centre of ${model} from ${content.photos} photos of ${content.people} people: ${file}`,
    'In layers/models/manifest.json the embedder then has:',
    `  "centre": { "file": "centre/${basename(file)}", "sha256": "${sha256}" }`,
    'Its packs need a new calibration.',
  ];
}
