import { globSync } from 'node:fs';

/** Returns the pages whose prose is checked, as paths from a checkout's root, sorted. */
export function prosePages(root: string): string[] {
  const pages = globSync('{README,CONTRIBUTING,SECURITY,CHANGELOG,docs/**/*}.md', { cwd: root });
  return pages.map((name) => name.replaceAll('\\', '/')).sort();
}
