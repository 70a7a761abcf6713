import { access, constants, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PinnedFile, PublishedFile } from '../../lambda/face/models/manifest.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { type Checksum, checksumOf, digest, fileNameOf } from './files.ts';
import { ModelUnavailableError } from './unavailable.ts';

/** Where the models of this project are kept. Git ignores all of them but the manifest, the calibrations and the notice. */
export const MODELS_DIR = import.meta.dirname;

/** Name of the folder of the publishers' files in a directory of models. */
export const ORIGINALS = 'originals';

/** Receives a file that has the right name but cannot be used, and the reason: unreadable, or a wrong checksum. */
export type Refuse = (file: string, why: string) => void;

/** A folder that `--from` or FACE_MODELS_DIR names cannot be searched. The message says which, and why. */
export class SearchFolderError extends ModelUnavailableError {}

/** Returns the directories searched by default: `FACE_MODELS_DIR` where it is set, then `../shared/models`. */
export function defaultSearchDirs(): string[] {
  const shared = resolve(ROOT, '../shared/models');
  return process.env.FACE_MODELS_DIR ? [resolve(process.env.FACE_MODELS_DIR), shared] : [shared];
}

/**
 * Returns the directories to search: the one named on the command line, then those searched by default.
 *
 * @param from value of `--from`
 * @throws SearchFolderError when that or FACE_MODELS_DIR is no folder that this user may search. Without this check a
 *   misspelt folder would count as an empty one.
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

/** Returns an ONNX file from the first directory that has it with the right checksum, or `null` when none does. */
export async function findModel(
  model: PinnedFile,
  dirs: readonly string[],
  refuse: Refuse = () => {},
): Promise<FoundFile | null> {
  return find(model.file, checksumOf(model), dirs, refuse);
}

/**
 * Returns a publisher's file from the first directory that has it with the right checksum, in its folder `originals` or
 * itself, or `null` when none does.
 */
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
    const bytes = await readFile(file).catch((error: unknown) => {
      if (!isMissing(error)) refuse(file, unreadable(error));
      return null;
    });
    if (bytes === null) continue;
    const found = digest(bytes, algorithm);
    if (found === value) return { dir, file, bytes };
    refuse(file, `${algorithm} ${found}, expected ${value}`);
  }
  return null;
}

/** Returns whether an error means that there is no such file. */
function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Returns why a file or folder that exists cannot be read, as the end of a sentence. */
function unreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  return code === 'EISDIR' ? 'it is a folder' : message;
}
