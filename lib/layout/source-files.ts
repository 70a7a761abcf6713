import { glob } from 'node:fs/promises';

const PATTERN = '{bin,lambda,layers,lib,test}/**/*.{ts,mts,css,html}';

/**
 * Returns the paths of all source files below a checkout's root, sorted, with `/` between folders.
 *
 * @param root absolute path
 */
export async function sourceFiles(root: string): Promise<string[]> {
  const files = await Array.fromAsync(glob(PATTERN, { cwd: root, exclude: ['**/node_modules'] }));
  return files.map((file) => file.replaceAll('\\', '/')).sort();
}
