import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMissing } from './files.ts';

/**
 * The part of a file that was fetched so far: a folder `NAME.PID.partial` beside the file, with the bytes and the
 * validator by which the server knows the version they belong to. It outlives the process, so that the next one goes on
 * where this one stopped, and belongs to one process at a time.
 */
export class PartialDownload {
  readonly #target: string;
  readonly #folder: string;

  private constructor(target: string) {
    this.#target = target;
    this.#folder = `${target}.${process.pid}.partial`;
  }

  /** Takes over what a process that has ended left of this file, or starts with nothing. */
  static async claim(target: string): Promise<PartialDownload> {
    const partial = new PartialDownload(target);
    const folder = dirname(target);
    await mkdir(folder, { recursive: true });
    let taken = false;
    // Another process may just have removed the folder, empty as it was.
    for (const name of await readdir(folder).catch(() => [])) {
      if (!isLeftOver(name, basename(target))) continue;
      const left = join(folder, name);
      if (taken) await rm(left, { recursive: true, force: true });
      // Renaming succeeds for one process only.
      else
        taken = await rename(left, partial.#folder).then(
          () => true,
          () => false,
        );
    }
    await mkdir(partial.#folder, { recursive: true });
    return partial;
  }

  /** Bytes fetched so far. */
  async size(): Promise<number> {
    try {
      return (await stat(this.#bytes)).size;
    } catch (error) {
      if (isMissing(error)) return 0;
      throw error;
    }
  }

  /** What the server called the version of these bytes, or `null`. */
  async validator(): Promise<string | null> {
    return readFile(this.#validator, 'utf8').catch(() => null);
  }

  /** Forgets all bytes; those that follow are of the version named so. */
  async restart(validator: string | null): Promise<void> {
    await writeFile(this.#bytes, '');
    if (validator === null) await rm(this.#validator, { force: true });
    else await writeFile(this.#validator, validator);
  }

  /** Adds bytes as they come. */
  async append(chunks: AsyncIterable<Uint8Array>, onBytes: (count: number) => void): Promise<void> {
    const file = await open(this.#bytes, 'a');
    try {
      for await (const chunk of chunks) {
        await file.writeFile(chunk);
        onBytes(chunk.length);
      }
    } finally {
      await file.close();
    }
  }

  read(): Promise<Buffer> {
    return readFile(this.#bytes);
  }

  /** Gives the bytes their name. */
  async finish(): Promise<void> {
    await rename(this.#bytes, this.#target);
    await this.discard();
  }

  async discard(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #bytes(): string {
    return join(this.#folder, 'bytes');
  }

  get #validator(): string {
    return join(this.#folder, 'validator');
  }
}

function isLeftOver(name: string, of: string): boolean {
  if (!name.startsWith(`${of}.`) || !name.endsWith('.partial')) return false;
  const pid = name.slice(of.length + 1, -'.partial'.length);
  return /^\d+$/.test(pid) && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
