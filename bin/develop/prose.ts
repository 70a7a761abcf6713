/** `npm run prose`: checks pages and comments against docs/style.md, as a part of `npm run lint`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, runCommand } from '../../lib/cli/command.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { checkComments } from '../../lib/prose/check-comments.ts';
import { checkProse, type ProseProblem, unreleased } from '../../lib/prose/check-prose.ts';
import { commentedFiles, prosePages } from '../../lib/prose/checked-files.ts';

await runCommand(
  command('npm run prose --', 'Checks the words of documentation and comments against docs/style.md.')
    .argument('[FILE...]', 'pages and TypeScript files to check; all of them if none is given')
    .action(async (chosen: string[]) => {
      const files = chosen.length > 0 ? chosen : [...prosePages(ROOT), ...commentedFiles(ROOT)];
      const problems: string[] = [];
      for (const file of files) {
        const found = await problemsOf(file);
        problems.push(...found.map(({ line, text: phrase, advice }) => `${file}:${line} "${phrase}": ${advice}`));
      }
      if (problems.length > 0) throw new Error(problems.join('\n'));
      const pages = files.filter((file) => file.endsWith('.md')).length;
      console.log(`${pages} pages and the comments of ${files.length - pages} files follow docs/style.md.`);
    }),
);

async function problemsOf(file: string): Promise<readonly ProseProblem[]> {
  const text = await readFile(join(ROOT, file), 'utf8');
  if (!file.endsWith('.md')) return checkComments(text);
  return checkProse(file === 'CHANGELOG.md' ? unreleased(text) : text);
}
