import { globSync } from 'node:fs';

/** Pages that still have sentences against docs/style.md. A page leaves this list for good when it is rewritten. */
const TO_REWRITE: readonly string[] = ['CHANGELOG.md'];

/** Returns the pages whose prose is checked, as paths from a checkout's root, sorted. */
export function prosePages(root: string): string[] {
  const all = globSync('{README,CONTRIBUTING,SECURITY,CHANGELOG,docs/**/*}.md', { cwd: root });
  return all
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => !TO_REWRITE.includes(name))
    .sort();
}
