import { access, constants, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PinnedFile, PublishedFile } from '../../lambda/face/models/manifest.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { type Checksum, checksumOf, digest, fileNameOf, isMissing, readIfThere } from './files.ts';
import { ModelUnavailableError } from './unavailable.ts';

/** Where the models of this project are kept; git-ignored but for the manifest, the calibrations and the notice. */
export const MODELS_DIR = import.meta.dirname;

/** Folder of the publishers' files in a directory of models. */
export const ORIGINALS = 'originals';

/** Receives a file under the right name that cannot be read or is not what the manifest says, and why. */
export type Refuse = (file: string, why: string) => void;

/** A folder that somebody named cannot be searched. The message says who named it, and why. */
export class SearchFolderError extends ModelUnavailableError {}

/** The directories searched by default: `FACE_MODELS_DIR` where set, then `../shared/models`. */
export function defaultSearchDirs(): string[] {
  const shared = resolve(ROOT, '../shared/models');
  return process.env.FACE_MODELS_DIR ? [resolve(process.env.FACE_MODELS_DIR), shared] : [shared];
}

/**
 * The directories searched by default, after one that was named on the command line. One that is not there would be passed
 * over without a word, and the remedy would say to name it.
 *
 * @param from value of `--from`
 * @throws SearchFolderError when that or FACE_MODELS_DIR is no folder that this user may search
 */
export async function searchDirsOf(from: string | null = null): Promise<string[]> {
  const { FACE_MODELS_DIR: variable } = process.env;
  const mistakes = [
    ...(from === null ? [] : await folderMistakes(`--from ${from}`, from)),
    ...(variable ? await folderMistakes(`FACE_MODELS_DIR=${variable}`, variable) : []),
  ];
  if (mistakes.length > 0) throw new SearchFolderError(mistakes.join('\n'));
  return [...(from === null ? [] : [resolve(from)]), ...defaultSearchDirs()];
}

async function folderMistakes(named: string, folder: string): Promise<string[]> {
  try {
    if (!(await stat(folder)).isDirectory()) return [`${named}: it is not a folder.`];
    await access(folder, constants.X_OK);
    return [];
  } catch (error) {
    return [`${named}: ${isMissing(error) ? 'there is no such folder' : unreadable(error)}.`];
  }
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
    const bytes = await readIfThere(file).catch((error: unknown) => {
      refuse(file, unreadable(error));
      return null;
    });
    if (bytes === null) continue;
    const found = digest(bytes, algorithm);
    if (found === value) return { dir, file, bytes };
    refuse(file, `${algorithm} ${found}, expected ${value}`);
  }
  return null;
}

/** Why something that is there cannot be read. */
function unreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  return code === 'EISDIR' ? 'it is a folder' : message;
}
