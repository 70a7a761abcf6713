import { join, resolve } from 'node:path';
import type { PinnedFile, PublishedFile } from '../../lambda/face/manifest.ts';
import { type Checksum, checksumOf, digest, fileNameOf, readIfThere } from './files.ts';

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

/** A file whose checksum is right. */
export interface FoundFile {
  readonly dir: string;
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** An ONNX file, such as that of a model, in the first of these directories that has it, verified, or `null`. */
export async function findModel(
  model: PinnedFile,
  dirs: readonly string[],
  refuse: Refuse = () => {},
): Promise<FoundFile | null> {
  return find(model.file, checksumOf(model), dirs, refuse);
}

/** A publisher's file in the first of these directories, or its folder `originals`, that has it, verified, or `null`. */
export async function findOriginal(
  published: PublishedFile,
  dirs: readonly string[],
  refuse: Refuse = () => {},
): Promise<FoundFile | null> {
  const folders = dirs.flatMap((dir) => [join(dir, ORIGINALS), dir]);
  return find(fileNameOf(published), checksumOf(published), folders, refuse);
}

async function find(
  name: string,
  { algorithm, value }: Checksum,
  dirs: readonly string[],
  refuse: Refuse,
): Promise<FoundFile | null> {
  for (const dir of dirs) {
    const file = join(dir, name);
    const bytes = await readIfThere(file);
    if (bytes === null) continue;
    const found = digest(bytes, algorithm);
    if (found === value) return { dir, file, bytes };
    refuse(file, `${algorithm} ${found}, expected ${value}`);
  }
  return null;
}
