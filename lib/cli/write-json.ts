import { writeFile } from 'node:fs/promises';

/**
 * Writes a value as indented JSON.
 *
 * @param file "-" for standard output; `null` writes nothing
 */
export async function writeJson(file: string | null, value: object): Promise<void> {
  if (file === null) return;
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (file === '-') process.stdout.write(text);
  else await writeFile(file, text);
}
