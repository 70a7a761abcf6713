/** `npm run layout`: checks the layout of the tree, as a part of `npm run lint`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, runCommand } from '../../lib/cli/command.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { layoutProblems } from '../../lib/layout/layout-problems.ts';
import { sourceFiles } from '../../lib/layout/source-files.ts';

await runCommand(
  command(
    'npm run layout --',
    'Checks sizes of folders, the order of imports, and that tests mirror the sources.',
  ).action(async () => {
    const files = await sourceFiles(ROOT);
    const texts = await Promise.all(files.map((file) => readFile(join(ROOT, file), 'utf8')));
    const problems = layoutProblems(new Map(files.map((file, i) => [file, texts[i]!])));
    if (problems.length > 0) throw new Error(problems.join('\n'));
    console.log(`${files.length} source files: no folder is too large, and every import goes down.`);
  }),
);
