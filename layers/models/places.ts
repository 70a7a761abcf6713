import { join, resolve } from 'node:path';
import type { ModelEntry, PublishedFile } from '../../lambda/face/manifest.ts';
import { checksumOf, fileDigest, fileNameOf } from './files.ts';

/** Where the models of this project are kept; git-ignored but for the manifest, the calibrations and the notice. */
export const MODELS_DIR = import.meta.dirname;

/** Folder of the publishers' files in a directory of models. */
export const ORIGINALS = 'originals';

/** A file under the right name that is not what the manifest says. */
export type Refuse = (file: string, found: string) => void;

/** The directories searched by default: `FACE_MODELS_DIR` where set, then `../shared/models`. */
export function defaultSearchDirs(): string[] {
  const shared = resolve(import.meta.dirname, '../../../shared/models');
  return process.env.FACE_MODELS_DIR ? [resolve(process.env.FACE_MODELS_DIR), shared] : [shared];
}

/** The ONNX file of a model in the first of these directories that has it, verified, or `null`. */
export async function findModel(model: ModelEntry, dirs: readonly string[], refuse: Refuse = () => {}) {
  for (const dir of dirs) {
    const file = join(dir, model.file);
    const found = await fileDigest(file);
    if (found === model.sha256) return { dir, file };
    if (found !== null) refuse(file, `sha256 ${found}, expected ${model.sha256}`);
  }
  return null;
}

/** A publisher's file in the first of these directories, or its folder `originals`, that has it, verified, or `null`. */
export async function findOriginal(published: PublishedFile, dirs: readonly string[], refuse: Refuse = () => {}) {
  const { algorithm, value } = checksumOf(published);
  for (const dir of dirs.flatMap((dir) => [join(dir, ORIGINALS), dir])) {
    const file = join(dir, fileNameOf(published));
    const found = await fileDigest(file, algorithm);
    if (found === value) return { dir, file };
    if (found !== null) refuse(file, `${algorithm} ${found}, expected ${value}`);
  }
  return null;
}
