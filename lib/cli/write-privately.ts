import { rm, writeFile } from 'node:fs/promises';

/** Writes a file that only its owner may read. One that was there with other rights is replaced. */
export async function writePrivately(file: string, text: string): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, text, { mode: 0o600 });
}
