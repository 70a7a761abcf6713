/** `npm run release`: makes a release of this checkout, or prints the notes of one. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, runCommand } from '../../lib/cli/command.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { releaseNotes } from '../../lib/release/changelog.ts';
import { makeRelease } from '../../lib/release/release.ts';

await runCommand(
  command('npm run -s release --', 'Sets the version, closes the changelog, commits and tags. It pushes nothing.')
    .argument('<version>', 'the next version, such as 0.2.0')
    .option('--notes', 'only print the release notes of a version that was released')
    .action(async (version: string, { notes }: { notes: boolean }) => {
      if (notes) {
        console.log(releaseNotes(await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8'), version));
        return;
      }
      const { tag } = await makeRelease(ROOT, version, new Date().toISOString().slice(0, 10));
      console.log(`${tag} is made. Publish it: git push --atomic origin HEAD ${tag}`);
    }),
);
