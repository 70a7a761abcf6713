import { readFile } from 'node:fs/promises';
import { UsageError } from './command.ts';

/** What the system's codes mean to anyone who gave a file. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
};

/** A file that was given to a command cannot be read. The message names it and says why. */
export class GivenFileError extends UsageError {}

/**
 * Reads a file that somebody gave to a command.
 *
 * @throws GivenFileError
 */
export async function readGivenFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new GivenFileError(`${file} cannot be read: ${REASONS[code] ?? message}.`);
  }
}

/** Returns the error for a folder that was given to a command and cannot be listed. */
export function folderError(folder: string, { code, message }: NodeJS.ErrnoException): GivenFileError {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such folder',
    ENOTDIR: 'it is not a folder',
  };
  return new GivenFileError(`${folder}: ${reasons[code ?? ''] ?? REASONS[code ?? ''] ?? message}.`);
}
