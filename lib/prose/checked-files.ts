import { globSync } from 'node:fs';

/** Returns the pages whose prose is checked, as paths from a checkout's root, sorted. */
export function prosePages(root: string): string[] {
  const pages = globSync('{README,CONTRIBUTING,SECURITY,CHANGELOG,docs/**/*}.md', { cwd: root });
  return pages.map((name) => name.replaceAll('\\', '/')).sort();
}

/** Returns the TypeScript files whose comments are checked, as paths from a checkout's root, sorted. */
export function commentedFiles(root: string): string[] {
  const files = globSync('{bin,lambda,layers,lib,test}/**/*.{ts,mts}', { cwd: root });
  return files.map((name) => name.replaceAll('\\', '/')).sort();
}
