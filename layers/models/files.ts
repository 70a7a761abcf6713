import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PublishedFile } from '../../lambda/face/models/manifest.ts';

/** A checksum of a file, in lower-case hex. */
export interface Checksum {
  readonly algorithm: 'sha256' | 'sha384';
  readonly value: string;
}

/** Returns the checksum that the manifest gives for a file. */
export function checksumOf({ sha256, sha384 }: Pick<PublishedFile, 'sha256' | 'sha384'>): Checksum {
  return sha384 === undefined ? { algorithm: 'sha256', value: sha256! } : { algorithm: 'sha384', value: sha384 };
}

/** Returns the name of a published file: the end of its address. */
export function fileNameOf({ url }: PublishedFile): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

/** Returns the checksum of bytes in lower-case hex. */
export function digest(bytes: Uint8Array, algorithm: Checksum['algorithm'] = 'sha256'): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

/**
 * Writes a file under another name and renames it, so that a file under its own name is always whole. The file's folder is
 * made where it is missing.
 */
export async function place(target: string, content: string | Uint8Array): Promise<void> {
  // A folder, since another process may remove the one around it while that is empty.
  const folder = `${target}.${process.pid}.partial`;
  const partial = join(folder, basename(target));
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(partial, content);
    await rename(partial, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
