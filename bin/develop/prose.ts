/** `npm run prose`: checks the pages against docs/style.md, as a part of `npm run lint`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, runCommand } from '../../lib/cli/command.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { checkProse, unreleased } from '../../lib/prose/check-prose.ts';
import { prosePages } from '../../lib/prose/pages.ts';

await runCommand(
  command('npm run prose --', 'Checks the words and sentences of the documentation against docs/style.md.')
    .argument('[PAGE...]', 'pages to check; all of them if none is given')
    .action(async (chosen: string[]) => {
      const pages = chosen.length > 0 ? chosen : prosePages(ROOT);
      const problems: string[] = [];
      for (const page of pages) {
        const text = await readFile(join(ROOT, page), 'utf8');
        const found = await checkProse(page === 'CHANGELOG.md' ? unreleased(text) : text);
        problems.push(...found.map(({ line, text: phrase, advice }) => `${page}:${line} "${phrase}": ${advice}`));
      }
      if (problems.length > 0) throw new Error(problems.join('\n'));
      console.log(`${pages.length} pages follow docs/style.md.`);
    }),
);
