import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';

/** Another running local API holds the directory. */
export class LocalDirInUseError extends Error {}

/** Holds no data: LevelDB locks its folder, which Node.js itself cannot do. */
const LOCK = 'lock';

/**
 * Locks the database directory for this process, since two processes in one database damage it. The lock is the kernel's
 * (fcntl, by LevelDB): it ends with its process however that ends, and one of several processes gets it.
 *
 * @returns a function that releases the lock
 * @throws LocalDirInUseError when another process, or another caller in this one, holds the lock
 */
export async function lockDatabase(dir: string): Promise<() => Promise<void>> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const lock = new ClassicLevel(join(dir, LOCK));
  try {
    await lock.open();
  } catch (error) {
    if ((error as { cause?: { code?: string } }).cause?.code !== 'LEVEL_LOCKED') throw error;
    throw new LocalDirInUseError(`The audit items in ${dir} are in use by another local API. Stop it first.`);
  }
  return () => lock.close();
}
