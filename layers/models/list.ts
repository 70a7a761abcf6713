import { type Manifest, type ModelEntry, readManifest } from '../../lambda/face/models/manifest.ts';
import { checkManifest } from './check-manifest.ts';
import { type Checksum, checksumOf } from './files.ts';
import { defaultSearchDirs, findModel, findOriginal, MODELS_DIR, type Refuse } from './places.ts';

/** A model of the manifest and its state on this machine. */
export interface ListedModel {
  readonly model: ModelEntry;
  readonly packs: readonly string[];
  /** Where the model is or how it can be obtained, and which files with its name were rejected. */
  readonly state: string;
}

/** Returns all models of a manifest with their state. It reads files and fetches nothing. */
export async function listModels(
  targetDir: string = MODELS_DIR,
  searchDirs: readonly string[] = defaultSearchDirs(),
): Promise<ListedModel[]> {
  const manifest = await readManifest(targetDir, checkManifest);
  const listed: ListedModel[] = [];
  for (const model of manifest.models) {
    const refused: string[] = [];
    const refuse = (file: string, why: string) => void refused.push(`rejected ${file} (${why})`);
    const state = await stateOf(model, targetDir, searchDirs, refuse);
    listed.push({ model, packs: packsWith(model.name, manifest), state: [state, ...refused].join('; ') });
  }
  return listed;
}

async function stateOf(
  model: ModelEntry,
  targetDir: string,
  searchDirs: readonly string[],
  refuse: Refuse,
): Promise<string> {
  if ((await findModel(model, [targetDir], refuse)) !== null) return 'in place';
  const found = await findModel(model, searchDirs, refuse);
  if (found !== null) return `found in ${found.dir}`;
  const { files, conversion } = model.source;
  const base = model.rewrittenFrom && (await findModel(model.rewrittenFrom, [targetDir, ...searchDirs], refuse));
  if (base) return `${model.rewrittenFrom!.file} found in ${base.dir}, to be rewritten`;
  if (files.length === 0) return 'not available: nobody publishes exactly this file';
  const rewritten = model.rewrittenFrom === undefined ? '' : ', then rewritten';
  const then = `${conversion === null ? '' : ', then converted to ONNX'}${rewritten}`;
  const originals = await Promise.all(files.map((file) => findOriginal(file, [targetDir, ...searchDirs], refuse)));
  const dirs = new Set(originals.flatMap((original) => (original === null ? [] : [original.dir])));
  if (originals.every((original) => original !== null))
    return `publisher's file found in ${[...dirs].join(', ')}${then}`;
  return `to be fetched from ${new URL(files[0]!.url).host}${then}`;
}

function packsWith(name: string, { packs }: Manifest): string[] {
  return Object.entries(packs)
    .filter(([, { detector, quality, embedders }]) =>
      [detector, quality, ...embedders.map(({ model }) => model)].includes(name),
    )
    .map(([pack]) => pack);
}

/** Returns a model as text: its name, then a line for each of its properties. */
export function listing({ model, packs, state }: ListedModel): string {
  const { licence, trainingData, source, rewrittenFrom: base } = model;
  const notes = [licence.note, licence.conflict && `In dispute: ${licence.conflict}`].filter(Boolean);
  const lines: readonly (readonly [title: string, value: string])[] = [
    ['role', model.role],
    ['version', model.version],
    ['licence', [`${licence.spdx}, ${licence.holder}.`, ...notes].join(' ')],
    ['trained on', `${trainingData.name}. ${trainingData.terms}`],
    ['source', source.publisher],
    ...source.files.flatMap((file) => [['', file.url] as const, ['', checksumText(checksumOf(file))] as const]),
    ['file', `${model.file}, ${model.bytes} bytes`],
    ['checksum', checksumText(checksumOf(model))],
    ...(base === undefined
      ? []
      : ([
          ['made of', `${base.file}, ${base.bytes} bytes`],
          ['', checksumText(checksumOf(base))],
        ] as const)),
    ['packs', packs.join(', ')],
    ['state', state],
  ];
  return [model.name, ...lines.map(([title, value]) => `  ${title.padEnd(12)}${value}`)].join('\n');
}

function checksumText({ algorithm, value }: Checksum): string {
  return `${algorithm} ${value}`;
}
