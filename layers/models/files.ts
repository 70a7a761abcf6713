import { createHash } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import type { PublishedFile } from '../../lambda/face/models/manifest.ts';

/** A checksum by which a file is known, lower-case hex. */
export interface Checksum {
  readonly algorithm: 'sha256' | 'sha384';
  readonly value: string;
}

/** The checksum that the manifest gives for a published file. */
export function checksumOf({ sha256, sha384 }: Pick<PublishedFile, 'sha256' | 'sha384'>): Checksum {
  return sha384 === undefined ? { algorithm: 'sha256', value: sha256! } : { algorithm: 'sha384', value: sha384 };
}

/** Name of a published file: the end of its address. */
export function fileNameOf({ url }: PublishedFile): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

export function digest(bytes: Uint8Array, algorithm: Checksum['algorithm'] = 'sha256'): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

/** Bytes of a file, or `null` where there is none. */
export async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Whether an error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Writes beside the target and renames, so that no half file ever bears a model's name. */
export async function place(target: string, write: (partial: string) => Promise<void>): Promise<void> {
  const partial = `${target}.${process.pid}.partial`;
  try {
    await write(partial);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}
